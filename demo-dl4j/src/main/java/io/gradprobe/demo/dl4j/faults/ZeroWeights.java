package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.weights.WeightInit;
import org.nd4j.linalg.learning.config.Sgd;

/** All weights start at 0. */
public final class ZeroWeights {
  private ZeroWeights() {}

  /** Trains; {@code --fixed} draws them. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MultiLayerNetwork network =
        Nets.classifier(
            Nets.settings(args.seed(), new Sgd(0.1))
                .weightInit(args.fixed() ? WeightInit.XAVIER : WeightInit.ZERO),
            16,
            3);
    for (int step = 0; step < 60; step++) {
      network.fit(points.batch(32)); // expect: poor-initialization 0_W
    }
    Nets.print("score", network.score());
  }
}
