package io.gradprobe.benchmark;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.inputs.InputType;
import org.deeplearning4j.nn.conf.layers.ConvolutionLayer;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.conf.layers.SubsamplingLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** The training of {@link Workload}, one step at a time, by Deeplearning4j. */
final class Dl4jWorkload {
  private static final int CLASSES = 10;

  private final MultiLayerNetwork network;
  private final Batches batches;
  private final INDArray inputs;
  private final INDArray labels;

  private Dl4jWorkload(NeuralNetConfiguration.ListBuilder layers, long... inputShape) {
    network =
        new MultiLayerNetwork(
            layers
                .layer(
                    new OutputLayer.Builder(LossFunction.MCXENT)
                        .nOut(CLASSES)
                        .activation(Activation.SOFTMAX)
                        .build())
                .setInputType(
                    inputShape.length == 2
                        ? InputType.feedForward(inputShape[1])
                        : InputType.convolutional(inputShape[2], inputShape[3], inputShape[1]))
                .build());
    network.init();
    int features = 1;
    for (int i = 1; i < inputShape.length; i++) {
      features *= (int) inputShape[i];
    }
    batches = new Batches((int) inputShape[0], features);
    inputs = Nd4j.create(DataType.FLOAT, inputShape);
    labels = Nd4j.create(DataType.FLOAT, inputShape[0], CLASSES);
  }

  /** The workload called {@code mlp} or {@code conv}. */
  static Dl4jWorkload named(String name) {
    NeuralNetConfiguration.ListBuilder layers =
        new NeuralNetConfiguration.Builder()
            .seed(1)
            .updater(new Adam(1e-4))
            .weightInit(WeightInit.RELU)
            .activation(Activation.RELU)
            .list();
    return switch (name) {
      case "mlp" ->
          new Dl4jWorkload(
              layers
                  .layer(new DenseLayer.Builder().nOut(128).build())
                  .layer(new DenseLayer.Builder().nOut(128).build()),
              64,
              64);
      case "conv" ->
          new Dl4jWorkload(
              layers
                  .layer(new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(16).build())
                  .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                  .layer(new ConvolutionLayer.Builder(3, 3).padding(1, 1).nOut(32).build())
                  .layer(new SubsamplingLayer.Builder().kernelSize(2, 2).stride(2, 2).build())
                  .layer(new DenseLayer.Builder().nOut(64).build()),
              32,
              1,
              16,
              16);
      default -> throw new IllegalArgumentException("no workload " + name);
    };
  }

  /** One step on the next batch. */
  void step() {
    batches.next();
    inputs.data().setData(batches.inputs());
    labels.assign(0);
    float[] classes = batches.labels();
    for (int i = 0; i < classes.length; i++) {
      labels.putScalar(i, (long) classes[i], 1);
    }
    network.fit(inputs, labels);
  }

  /** The score of the latest step. */
  double lastLoss() {
    return network.score();
  }
}
