package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.Sgd;

/** A bias so low that no unit of the rectifier ever fires. */
public final class DeadRelu {
  private DeadRelu() {}

  /** Trains; {@code --fixed} starts it at 0. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MultiLayerNetwork network =
        Nets.classifier(
            Nets.settings(args.seed(), new Sgd(0.1)).biasInit(args.fixed() ? 0 : -60), 16, 3);
    for (int step = 0; step < 100; step++) {
      network.fit(points.batch(32)); // expect: dead-relu layer0
    }
    Nets.print("score", network.score());
  }
}
