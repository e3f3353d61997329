package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Sgd;

/** A learning rate so large that the second forward overflows. */
public final class ExplodingRate {
  private ExplodingRate() {}

  /** Trains; {@code --fixed} takes a usual one. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    Sgd sgd = new Sgd(args.fixed() ? 0.1 : 1e20);
    MultiLayerNetwork network = Nets.classifier(Nets.settings(args.seed(), sgd), 16, 3);
    for (int step = 0; step < 60; step++) {
      network.fit(points.batch(32)); // expect: non-finite-activation layer1
    }
    Nets.print("score", network.score());
  }
}
