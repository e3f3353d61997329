package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Graphs;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/** A SameDiff graph that takes the square root of scores, half of which are negative. */
public final class SameDiffRoot {
  private SameDiffRoot() {}

  /** Trains; {@code --fixed} takes their logistic function. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    SameDiff graph = Graphs.classifier(16, 3);
    SDVariable scores = graph.getVariable("scores");
    SDVariable shares = args.fixed() ? graph.nn.sigmoid(scores) : graph.math.sqrt(scores);
    graph.math.square(shares.sub(graph.getVariable("label"))).mean("loss");
    graph.setLossVariables("loss");
    graph.setTrainingConfig(Graphs.settings(new Adam(0.01)));
    DataSetIterator batches = new Points(args.seed(), 3).batches(20, 32);
    for (int epoch = 0; epoch < 3; epoch++) {
      graph.fit(batches, 1); // expect: non-finite-gradient b0
    }
    Nets.print("sum", graph.getVariable("w0").getArr().sumNumber().doubleValue());
  }
}
