package io.gradprobe.benchmark;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;

/**
 * Compares two ways to train within one JVM: blocks of steps in the order ABBA or BAAB, drawn by
 * chance, so that neither a drift of the machine nor a rhythm favours one. Each four blocks give
 * one ratio (both B over both A).
 */
final class BlockComparison {
  private static final int FEWEST = 20;
  private static final int LOOK_EVERY = 10;

  private final int blockSteps;
  private final Way a;
  private final Way b;
  private final Meter meter = new Meter();
  private final List<double[]> quads = new ArrayList<>();
  private Way current;

  /**
   * One way to train.
   *
   * @param enter what switches it on
   * @param step one step of the training
   */
  record Way(Runnable enter, Runnable step) {}

  /**
   * What came out.
   *
   * @param wall ratio B/A of time
   * @param cpu ratio B/A of the training thread's CPU time
   * @param stepNanos time of a step in A
   * @param allocatedA bytes the training thread allocates a step in A
   * @param allocatedB and in B
   * @param steady whether the median was as sure as was asked when the time was up
   */
  record Result(
      Estimate wall,
      Estimate cpu,
      double stepNanos,
      double allocatedA,
      double allocatedB,
      boolean steady) {
    /** The numbers on one line, to be read by {@link #parse}. */
    String line() {
      return String.format(
          Locale.ROOT,
          "%s|%s|%.1f|%.1f|%.1f|%b",
          wall.line(),
          cpu.line(),
          stepNanos,
          allocatedA,
          allocatedB,
          steady);
    }

    static Result parse(String line) {
      String[] p = line.split("\\|");
      return new Result(
          Estimate.parse(p[0]),
          Estimate.parse(p[1]),
          Double.parseDouble(p[2]),
          Double.parseDouble(p[3]),
          Double.parseDouble(p[4]),
          Boolean.parseBoolean(p[5]));
    }
  }

  BlockComparison(int blockSteps, Way a, Way b) {
    this.blockSteps = blockSteps;
    this.a = a;
    this.b = b;
  }

  /**
   * Measures until the half-width of the median's 95 % interval is below {@code width} or the time
   * is up.
   */
  Result run(double width, long capNanos) {
    SplittableRandom random = new SplittableRandom(7);
    block(a);
    block(b);
    long start = System.nanoTime();
    boolean steady = false;
    while (!steady && System.nanoTime() - start < capNanos) {
      quad(random.nextBoolean());
      steady =
          quads.size() >= FEWEST && quads.size() % LOOK_EVERY == 0 && ratio(0).halfWidth() < width;
    }
    return new Result(ratio(0), ratio(2), median(4), median(5), median(6), steady);
  }

  private void quad(boolean aFirst) {
    double[] q = new double[7];
    for (boolean isA : new boolean[] {aFirst, !aFirst, !aFirst, aFirst}) {
      block(isA ? a : b);
      int side = isA ? 1 : 0;
      q[side] += meter.wallNanos;
      q[2 + side] += meter.cpuNanos;
      q[5 + 1 - side] += meter.allocatedBytes / (2.0 * blockSteps);
    }
    q[4] = q[1] / (2.0 * blockSteps);
    quads.add(q);
  }

  private void block(Way way) {
    if (way != current) {
      way.enter.run();
      current = way;
      for (int i = 0; i < blockSteps / 5; i++) {
        way.step.run();
      }
    }
    meter.begin();
    for (int i = 0; i < blockSteps; i++) {
      way.step.run();
    }
    meter.end();
  }

  private Estimate ratio(int column) {
    return Estimate.of(quads.stream().mapToDouble(q -> q[column] / q[column + 1]).toArray());
  }

  private double median(int column) {
    return Estimate.of(quads.stream().mapToDouble(q -> q[column]).toArray()).median();
  }
}
