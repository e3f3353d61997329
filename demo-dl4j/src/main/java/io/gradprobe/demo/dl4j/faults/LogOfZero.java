package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;
import org.nd4j.linalg.ops.transforms.Transforms;

/** Features are the logarithm of counts, and one count is 0. */
public final class LogOfZero {
  private LogOfZero() {}

  /** Trains; {@code --fixed} adds 1 to the counts. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MultiLayerNetwork network = Nets.classifier(Nets.settings(args.seed(), new Sgd(0.1)), 16, 3);
    for (int step = 0; step < 60; step++) {
      DataSet batch = points.batch(32);
      INDArray counts = Transforms.floor(Transforms.abs(batch.getFeatures().mul(20))).addi(1);
      if (step == 20) {
        counts.putScalar(3, 2, 0);
      }
      INDArray features = Transforms.log(args.fixed() ? counts.add(1) : counts);
      network.fit(features, batch.getLabels()); // expect: non-finite-input input
    }
    Nets.print("score", network.score());
  }
}
