package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.runtime.TrainingRun;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Numbers that a program adds to one run's loss, and what it may have computed them from in Java: a
 * number that keeps its ratio to what was read on one line, while that changes, comes from there.
 */
final class JavaNumbers {
  /** So many checks after the first must show the same ratio. */
  private static final int CONFIRM = 2;

  /** Ratios that are so near to each other are one: Java computes with floats too. */
  private static final double SAME = 1e-5;

  /** What was read must have changed by so much, relatively. */
  private static final double CHANGE = 1e-3;

  private static final WeakIdentityMap<TrainingRun, JavaNumbers> OF_RUNS = new WeakIdentityMap<>();

  /** What a loop in Java makes of elements. */
  enum Total {
    SUM,
    SQUARES,
    SIZES;

    double of(double[] elements) {
      double total = 0;
      for (double e : elements) {
        total += this == SUM ? e : this == SQUARES ? e * e : Math.abs(e);
      }
      return total;
    }
  }

  /**
   * An array on a tape that was read to Java.
   *
   * @param value its number
   * @param operation the call that read it
   */
  record Read(int value, Operation operation) {}

  /**
   * A number on a tape that is added to the loss.
   *
   * @param value its number
   * @param site number of the line that adds it
   */
  record Added(int value, int site) {}

  /**
   * A number that comes from what was read.
   *
   * @param value its number
   * @param reads what was read, all on one line
   * @param ratio it is so many times their total
   */
  record Known(int value, List<Read> reads, Total total, double ratio) {
    double now(PtNDArray[] values) {
      return ratio * totalOf(reads, total, values);
    }
  }

  private record Lines(int added, int read, Total total) {}

  private record Ratio(double ratio, double total, int seen) {}

  private final Map<Lines, Ratio> ratios = new HashMap<>();

  private JavaNumbers() {}

  static JavaNumbers of(TrainingRun run) {
    JavaNumbers known = OF_RUNS.get(run);
    if (known == null) {
      known = new JavaNumbers();
      OF_RUNS.put(run, known);
    }
    return known;
  }

  /**
   * Compares numbers with what was read in one more step.
   *
   * @param values the tensors of the step by their numbers
   * @return which of the numbers come from what was read
   */
  List<Known> learn(List<Added> added, List<Read> reads, PtNDArray[] values) {
    Map<Integer, List<Read>> lines = new LinkedHashMap<>();
    for (Read read : reads) {
      lines.computeIfAbsent(read.operation().site(), k -> new ArrayList<>()).add(read);
    }
    List<Known> known = new ArrayList<>();
    for (Added number : added) {
      Known from = from(number, lines, values);
      if (from != null) {
        known.add(from);
      }
    }
    return known;
  }

  private Known from(Added number, Map<Integer, List<Read>> lines, PtNDArray[] values) {
    double[] value = TorchCopies.read(values[number.value()]);
    Known known = null;
    for (Map.Entry<Integer, List<Read>> line : lines.entrySet()) {
      for (Total total : Total.values()) {
        double from = totalOf(line.getValue(), total, values);
        Ratio ratio = seen(new Lines(number.site(), line.getKey(), total), value[0], from);
        if (known == null && ratio != null && ratio.seen() >= CONFIRM) {
          known = new Known(number.value(), line.getValue(), total, ratio.ratio());
        }
      }
    }
    return known;
  }

  private Ratio seen(Lines lines, double number, double total) {
    Ratio before = ratios.get(lines);
    double ratio = number / total;
    if (ratio == 0 || ratio - ratio != 0) {
      return null;
    }
    boolean same = before != null && isNear(before.ratio(), ratio, SAME);
    boolean changed = before == null || !isNear(before.total(), total, CHANGE);
    Ratio now = new Ratio(ratio, total, same ? before.seen() + (changed ? 1 : 0) : 0);
    ratios.put(lines, now);
    return now;
  }

  private static boolean isNear(double a, double b, double limit) {
    return Math.abs(a - b) <= limit * Math.abs(b);
  }

  private static double totalOf(List<Read> reads, Total total, PtNDArray[] values) {
    double sum = 0;
    for (Read read : reads) {
      double[] elements = TorchCopies.read(values[read.value()]);
      sum += elements == null ? Double.NaN : total.of(elements);
    }
    return sum;
  }
}
