package io.gradprobe.demo.dl4j.healthy;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.conf.constraint.MaxNormConstraint;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.transferlearning.FineTuneConfiguration;
import org.deeplearning4j.nn.transferlearning.TransferLearning;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** A trained network whose first layers are frozen gets a new last layer; weights have a limit. */
public final class FrozenBackbone {
  private FrozenBackbone() {}

  /** Trains. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points first = new Points(args.seed(), 4);
    MultiLayerNetwork network =
        Nets.ready(
            new MultiLayerNetwork(
                Nets.settings(args.seed(), new Sgd(0.1))
                    .constrainWeights(new MaxNormConstraint(3, 1))
                    .list()
                    .layer(Nets.dense(Points.FEATURES, 16, Activation.RELU))
                    .layer(Nets.dense(16, 16, Activation.RELU))
                    .layer(Nets.classes(16, 4))
                    .build()));
    train(network, first);
    MultiLayerNetwork tuned =
        new TransferLearning.Builder(network)
            .fineTuneConfiguration(
                new FineTuneConfiguration.Builder().updater(new Sgd(0.1)).seed(args.seed()).build())
            .setFeatureExtractor(1)
            .removeOutputLayer()
            .addLayer(Nets.classes(16, 3))
            .build();
    train(tuned, new Points(args.seed() + 100, 3));
  }

  private static void train(MultiLayerNetwork network, Points points) {
    for (int step = 0; step < 150; step++) {
      DataSet batch = points.batch(32);
      network.fit(batch);
      if (step % 50 == 0) {
        Nets.print("score", network.score(batch));
      }
    }
  }
}
