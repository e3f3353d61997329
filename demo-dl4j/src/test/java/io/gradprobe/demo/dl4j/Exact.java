package io.gradprobe.demo.dl4j;

import io.gradprobe.demo.dl4j.support.Nets;
import java.util.List;
import java.util.Locale;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Prints the sizes of its own gradients, weights and activations, as ND4J computes them. */
public final class Exact {
  private static final int BATCH = 8;

  private Exact() {}

  /** Trains a few steps. */
  public static void main(String[] arguments) {
    Nd4j.getRandom().setSeed(1);
    MultiLayerNetwork network =
        Nets.ready(
            new MultiLayerNetwork(
                Nets.settings(1, new Adam(0.01))
                    .list()
                    .layer(
                        new ConvolutionLayer.Builder(3, 3)
                            .nOut(5)
                            .activation(Activation.RELU)
                            .build())
                    .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                    .layer(new DenseLayer.Builder().nOut(7).activation(Activation.TANH).build())
                    .layer(
                        new OutputLayer.Builder(LossFunction.MCXENT)
                            .nOut(3)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .setInputType(InputType.convolutional(8, 8, 2))
                    .build()));
    int[] step = new int[1];
    network.setListeners(
        new BaseTrainingListener() {
          @Override
          public void onForwardPass(Model model, List<INDArray> activations) {
            for (int i = 1; i < activations.size(); i++) {
              print("Activation", step[0], "layer" + (i - 1), activations.get(i), 1);
            }
          }

          @Override
          public void onGradientCalculation(Model model) {
            model
                .gradient()
                .gradientForVariable()
                .forEach((name, gradient) -> print("Gradient", step[0], name, gradient, BATCH));
          }

          @Override
          public void iterationDone(Model model, int iteration, int epoch) {
            model.paramTable().forEach((name, value) -> print("Weight", step[0], name, value, 1));
            step[0]++;
          }
        });
    INDArray labels = Nd4j.zeros(BATCH, 3);
    for (int i = 0; i < BATCH; i++) {
      labels.putScalar(i, i % 3, 1);
    }
    for (int i = 0; i < 5; i++) {
      network.fit(Nd4j.randn(BATCH, 2, 8, 8), labels);
    }
  }

  private static void print(String kind, int step, String name, INDArray array, int over) {
    double norm = array.norm2Number().doubleValue() / over;
    System.out.println(String.format(Locale.ROOT, "%s %d %s %.6e", kind, step, name, norm));
  }
}
