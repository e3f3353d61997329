package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Adam;

/** Labels that have nothing to do with the inputs. */
public final class LossAtChance {
  private LossAtChance() {}

  /** Trains; {@code --fixed} leaves each with its own. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MultiLayerNetwork network = Nets.classifier(Nets.settings(args.seed(), new Adam(0.01)), 16, 3);
    for (int step = 0; step < 1000; step++) {
      DataSet batch = points.batch(64);
      INDArray labels = args.fixed() ? batch.getLabels() : points.batch(64).getLabels();
      network.fit(batch.getFeatures(), labels); // expect: loss-at-chance loss
    }
    Nets.print("score", network.score());
  }
}
