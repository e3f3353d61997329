package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Sgd;

/** Something shrinks the weights between the steps. */
public final class WeightsScaled {
  private WeightsScaled() {}

  /** Trains; {@code --fixed} leaves them alone. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MultiLayerNetwork network = Nets.classifier(Nets.settings(args.seed(), new Sgd(0.1)), 16, 3);
    for (int step = 0; step < 80; step++) {
      network.fit(points.batch(32));
      if (!args.fixed()) {
        network.getParam("0_W").muli(0.9); // expect: weight-changed-outside-optimizer 0_W
      }
    }
    Nets.print("score", network.score());
  }
}
