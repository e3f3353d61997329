package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Graphs;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Sgd;

/** A SameDiff graph with a learning rate of 0. */
public final class SameDiffRateZero {
  private SameDiffRateZero() {}

  /** Trains; {@code --fixed} takes a usual one. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    SameDiff graph = Graphs.classifier(16, 3);
    graph.loss.softmaxCrossEntropy(
        "loss", graph.getVariable("label"), graph.getVariable("scores"), null);
    graph.setLossVariables("loss");
    graph.setTrainingConfig(Graphs.settings(new Sgd(args.fixed() ? 0.1 : 0)));
    DataSetIterator batches = new Points(args.seed(), 3).batches(20, 32);
    for (int epoch = 0; epoch < 3; epoch++) {
      graph.fit(batches, 1); // expect: learning-rate-zero b0
    }
    Nets.print("sum", graph.getVariable("w0").getArr().sumNumber().doubleValue());
  }
}
