package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** One feature is a thousand times as large as the others. */
public final class UnscaledInput {
  private UnscaledInput() {}

  /** Trains; {@code --fixed} brings it to their size. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MultiLayerNetwork network = Nets.classifier(Nets.settings(args.seed(), new Adam(1e-3)), 16, 3);
    for (int step = 0; step < 200; step++) {
      DataSet batch = points.batch(32);
      if (!args.fixed()) {
        batch.getFeatures().getColumn(2).muli(5000);
      }
      network.fit(batch); // expect: unscaled-input input[2]
    }
    Nets.print("score", network.score());
  }
}
