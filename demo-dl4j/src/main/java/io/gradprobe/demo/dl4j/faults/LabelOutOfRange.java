package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.conf.layers.OutputLayer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.lossfunctions.LossFunctions.LossFunction;

/** Binary cross-entropy is given labels of -1 and 1. */
public final class LabelOutOfRange {
  private LabelOutOfRange() {}

  /** Trains; {@code --fixed} maps them to 0 and 1. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 2);
    MultiLayerNetwork network =
        Nets.ready(
            new MultiLayerNetwork(
                Nets.settings(args.seed(), new Sgd(0.05))
                    .list()
                    .layer(Nets.dense(Points.FEATURES, 8, Activation.TANH))
                    .layer(
                        new OutputLayer.Builder(LossFunction.XENT)
                            .nIn(8)
                            .nOut(1)
                            .activation(Activation.SIGMOID)
                            .build())
                    .build()));
    for (int step = 0; step < 60; step++) {
      DataSet batch = points.batch(32);
      INDArray second = batch.getLabels().getColumn(1).reshape(32, 1);
      INDArray labels = args.fixed() ? second : second.mul(2).sub(1);
      network.fit(batch.getFeatures(), labels); // expect: label-out-of-range label
    }
    Nets.print("score", network.score());
  }
}
