package io.gradprobe.demo.dl4j.healthy;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Graphs;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import java.util.Map;
import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/** A graph trained by SameDiff's own loop, then by one written by hand. */
public final class SameDiffClassifier {
  private SameDiffClassifier() {}

  /** Trains. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    SameDiff graph = Graphs.classifier(16, 3);
    SDVariable scores = graph.getVariable("scores");
    graph.loss.softmaxCrossEntropy("loss", graph.getVariable("label"), scores, null);
    graph.setLossVariables("loss");
    graph.setTrainingConfig(Graphs.settings(new Adam(0.01)));
    DataSetIterator batches = points.batches(30, 32);
    for (int epoch = 0; epoch < 6; epoch++) {
      graph.fit(batches, 1);
    }
    for (int step = 0; step < 60; step++) {
      DataSet batch = points.batch(32);
      Map<String, INDArray> fed = Map.of("input", batch.getFeatures(), "label", batch.getLabels());
      Map<String, INDArray> gradients = graph.calculateGradients(fed, "w0", "b0", "w1", "b1");
      gradients.forEach(
          (name, gradient) -> graph.getVariable(name).getArr().subi(gradient.mul(0.05)));
      if (step % 20 == 0) {
        Nets.print("score", graph.output(fed, "loss").get("loss").getDouble(0));
      }
    }
  }
}
