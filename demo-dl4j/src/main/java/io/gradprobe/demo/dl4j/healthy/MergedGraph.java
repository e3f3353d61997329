package io.gradprobe.demo.dl4j.healthy;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import java.util.Map;
import org.deeplearning4j.nn.conf.graph.MergeVertex;
import org.deeplearning4j.nn.graph.ComputationGraph;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.learning.config.Nesterovs;
import org.nd4j.linalg.schedule.MapSchedule;
import org.nd4j.linalg.schedule.ScheduleType;

/** A graph with two inputs that are merged, weight decay, and a learning rate that falls. */
public final class MergedGraph {
  private MergedGraph() {}

  /** Trains. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MapSchedule rate =
        new MapSchedule(ScheduleType.ITERATION, Map.of(0, 0.05, 150, 0.02, 250, 0.01));
    ComputationGraph graph =
        new ComputationGraph(
            Nets.settings(args.seed(), new Nesterovs(rate, 0.9))
                .l2(1e-4)
                .graphBuilder()
                .addInputs("left", "right")
                .addLayer("a", Nets.dense(Points.FEATURES, 12, Activation.TANH), "left")
                .addLayer("b", Nets.dense(Points.FEATURES, 12, Activation.RELU), "right")
                .addVertex("both", new MergeVertex(), "a", "b")
                .addLayer("out", Nets.classes(24, 3), "both")
                .setOutputs("out")
                .build());
    graph.init();
    for (int step = 0; step < 300; step++) {
      DataSet batch = points.batch(32);
      INDArray noisy = batch.getFeatures().mul(0.5);
      graph.fit(new INDArray[] {batch.getFeatures(), noisy}, new INDArray[] {batch.getLabels()});
      if (step % 50 == 0) {
        Nets.print("score", graph.score());
        graph.outputSingle(batch.getFeatures(), noisy);
      }
    }
  }
}
