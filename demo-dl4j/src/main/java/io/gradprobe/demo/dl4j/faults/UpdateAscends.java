package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Sgd;

/** A loop written by hand that adds the gradient. */
public final class UpdateAscends {
  private UpdateAscends() {}

  /** Trains; {@code --fixed} subtracts it. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MultiLayerNetwork network = Nets.classifier(Nets.settings(args.seed(), new Sgd(1)), 16, 3);
    for (int step = 0; step < 100; step++) {
      DataSet batch = points.batch(32);
      network.setInput(batch.getFeatures());
      network.setLabels(batch.getLabels());
      network.computeGradientAndScore();
      INDArray change = network.gradient().gradient().mul(0.05 / 32);
      if (args.fixed()) {
        network.params().subi(change);
      } else {
        network.params().addi(change); // expect: update-ascends 0_W
      }
    }
    Nets.print("score", network.score());
  }
}
