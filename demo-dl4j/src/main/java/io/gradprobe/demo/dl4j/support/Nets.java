package io.gradprobe.demo.dl4j.support;

import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.conf.layers.DenseLayer;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Networks that several demos train. */
public final class Nets {
  private Nets() {}

  /** Settings to begin from. */
  public static NeuralNetConfiguration.Builder settings(int seed, IUpdater updater) {
    return new NeuralNetConfiguration.Builder()
        .seed(seed)
        .updater(updater)
        .weightInit(WeightInit.XAVIER);
  }

  /** A dense layer. */
  public static DenseLayer dense(int in, int out, Activation activation) {
    return new DenseLayer.Builder().nIn(in).nOut(out).activation(activation).build();
  }

  /** A layer that tells classes apart. */
  public static OutputLayer classes(int in, int classes) {
    return new OutputLayer.Builder(LossFunction.MCXENT)
        .nIn(in)
        .nOut(classes)
        .activation(Activation.SOFTMAX)
        .build();
  }

  /** A classifier of points with one hidden layer. */
  public static MultiLayerNetwork classifier(
      NeuralNetConfiguration.Builder settings, int hidden, int classes) {
    return ready(
        new MultiLayerNetwork(
            settings
                .list()
                .layer(dense(Points.FEATURES, hidden, Activation.RELU))
                .layer(classes(hidden, classes))
                .build()));
  }

  /** The network, initialised. */
  public static MultiLayerNetwork ready(MultiLayerNetwork network) {
    network.init();
    return network;
  }

  /** Prints a score with as many digits as are the same on every machine. */
  public static void print(String what, double score) {
    System.out.printf(java.util.Locale.ROOT, "%s %.4f%n", what, score);
  }
}
