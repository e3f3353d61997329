package io.gradprobe.demo.dl4j.support;

import org.nd4j.autodiff.samediff.SDVariable;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.buffer.DataType;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.IUpdater;
import org.nd4j.weightinit.impl.XavierInitScheme;

/** SameDiff graphs that several demos train. */
public final class Graphs {
  private Graphs() {}

  /** A classifier of points with one hidden layer: {@code input}, {@code label}, {@code scores}. */
  public static SameDiff classifier(int hidden, int classes) {
    SameDiff graph = SameDiff.create();
    SDVariable input = graph.placeHolder("input", DataType.FLOAT, -1, Points.FEATURES);
    graph.placeHolder("label", DataType.FLOAT, -1, classes);
    SDVariable w0 = weight(graph, "w0", Points.FEATURES, hidden);
    SDVariable b0 = graph.var("b0", Nd4j.zeros(DataType.FLOAT, hidden));
    SDVariable w1 = weight(graph, "w1", hidden, classes);
    SDVariable b1 = graph.var("b1", Nd4j.zeros(DataType.FLOAT, classes));
    SDVariable active = graph.nn.tanh(input.mmul(w0).add(b0));
    active.mmul(w1).add("scores", b1);
    return graph;
  }

  private static SDVariable weight(SameDiff graph, String name, int in, int out) {
    return graph.var(name, new XavierInitScheme('c', in, out), DataType.FLOAT, in, out);
  }

  /** Settings for graphs with an {@code input} and a {@code label}. */
  public static TrainingConfig settings(IUpdater updater) {
    return TrainingConfig.builder()
        .updater(updater)
        .dataSetFeatureMapping("input")
        .dataSetLabelMapping("label")
        .build();
  }
}
