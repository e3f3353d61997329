package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** Every sample bears the same label. */
public final class ConstantLabel {
  private ConstantLabel() {}

  /** Trains; {@code --fixed} leaves each its own. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MultiLayerNetwork network = Nets.classifier(Nets.settings(args.seed(), new Sgd(0.05)), 16, 3);
    for (int step = 0; step < 150; step++) {
      DataSet batch = points.batch(32);
      INDArray labels = batch.getLabels();
      if (!args.fixed()) {
        labels.assign(0);
        labels.getColumn(1).assign(1);
      }
      network.fit(batch.getFeatures(), labels); // expect: constant-label label
    }
    Nets.print("score", network.score());
  }
}
