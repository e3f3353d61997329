package io.gradprobe.benchmark;

import java.util.List;
import java.util.Locale;

/**
 * Training of a graph of single numbers, with no library: the case with the most objects for the
 * least arithmetic. Either {@code blocks <block size> <warm-up steps> <width> <seconds a
 * comparison> <comparisons>...} as in {@link BlocksMain}, or {@code train <warm-up steps> <steps>}
 * as in {@link TrainMain}.
 */
final class ScalarGraphMain {
  private ScalarGraphMain() {}

  public static void main(String[] args) throws ReflectiveOperationException {
    ScalarGraph graph = new ScalarGraph();
    switch (args[0]) {
      case "blocks" ->
          new ProfileBlocks(
                  Integer.parseInt(args[1]),
                  Integer.parseInt(args[2]),
                  Double.parseDouble(args[3]),
                  Double.parseDouble(args[4]))
              .print(graph::step, List.of(args).subList(5, args.length));
      case "train" -> train(graph, Integer.parseInt(args[1]), Integer.parseInt(args[2]));
      default -> throw new IllegalArgumentException("neither blocks nor train: " + args[0]);
    }
    if (!Double.isFinite(graph.lastLoss())) {
      throw new IllegalStateException("training went wrong: loss " + graph.lastLoss());
    }
  }

  private static void train(ScalarGraph graph, int warmUp, int steps) {
    Meter meter = new Meter();
    for (int i = 0; i < warmUp + steps; i++) {
      if (i == warmUp) {
        meter.begin();
      }
      graph.step(false);
    }
    meter.end();
    System.out.println(
        String.format(
            Locale.ROOT,
            "%.1f %.1f %.1f",
            (double) meter.wallNanos / steps,
            (double) meter.cpuNanos / steps,
            (double) meter.allocatedBytes / steps));
  }
}
