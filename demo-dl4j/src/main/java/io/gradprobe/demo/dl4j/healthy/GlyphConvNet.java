package io.gradprobe.demo.dl4j.healthy;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import java.util.Random;
import org.deeplearning4j.nn.conf.GradientNormalization;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.BatchNormalization;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Convolution, batch normalisation, pooling, dropout and clipped gradients on small images. */
public final class GlyphConvNet {
  private static final int SIZE = 8;
  private static final int CLASSES = 3;

  private GlyphConvNet() {}

  /** Trains. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Random random = new Random(args.seed());
    MultiLayerNetwork network =
        Nets.ready(
            new MultiLayerNetwork(
                Nets.settings(args.seed(), new Adam(0.003))
                    .gradientNormalization(GradientNormalization.ClipL2PerLayer)
                    .gradientNormalizationThreshold(1)
                    .list()
                    .layer(
                        new ConvolutionLayer.Builder(3, 3)
                            .nOut(6)
                            .activation(Activation.IDENTITY)
                            .build())
                    .layer(new BatchNormalization.Builder().activation(Activation.RELU).build())
                    .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                    .layer(
                        new DenseLayer.Builder()
                            .nOut(24)
                            .activation(Activation.RELU)
                            .dropOut(0.8)
                            .build())
                    .layer(
                        new OutputLayer.Builder(LossFunction.NEGATIVELOGLIKELIHOOD)
                            .nOut(CLASSES)
                            .activation(Activation.SOFTMAX)
                            .build())
                    .setInputType(InputType.convolutional(SIZE, SIZE, 1))
                    .build()));
    for (int step = 0; step < 200; step++) {
      int[] kinds = new int[24];
      INDArray images = images(random, kinds);
      INDArray labels = Nd4j.zeros(kinds.length, CLASSES);
      for (int i = 0; i < kinds.length; i++) {
        labels.putScalar(i, kinds[i], 1);
      }
      network.fit(images, labels);
      if (step % 50 == 0) {
        Nets.print("score", network.score());
      }
    }
  }

  /** Bars: upright, level or slanting, at any place. */
  private static INDArray images(Random random, int[] kinds) {
    INDArray images = Nd4j.zeros(kinds.length, 1, SIZE, SIZE);
    for (int i = 0; i < kinds.length; i++) {
      kinds[i] = random.nextInt(CLASSES);
      int at = random.nextInt(SIZE);
      for (int j = 0; j < SIZE; j++) {
        int row = kinds[i] == 0 ? j : kinds[i] == 1 ? at : j;
        int column = kinds[i] == 0 ? at : kinds[i] == 1 ? j : (at + j) % SIZE;
        images.putScalar(new int[] {i, 0, row, column}, 1 + 0.2 * random.nextGaussian());
      }
    }
    return images;
  }
}
