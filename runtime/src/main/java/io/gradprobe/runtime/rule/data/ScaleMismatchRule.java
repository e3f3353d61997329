package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.JoinMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Operands of a concatenation or of a sum whose root mean squares differ by orders of magnitude, on
 * some measured steps running: the small one is drowned.
 *
 * <p>What is small on purpose is legal (a residual branch that begins near zero, layer scale), so
 * the large operand must be large by itself. Zeros don't count. Nor do sums in a model that takes a
 * softmax: there a large operand may well be a mask. Nor sums as large as the labels of a loss that
 * compares values: they are in the target's unit (the last value plus a correction).
 */
public final class ScaleMismatchRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "scale-mismatch",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "Operands of a concatenation or a sum differ in scale by orders of magnitude.",
          "ratio of root mean squares",
          List.of(
              new Threshold("ratio", 1e4, 10, 1e30, "times the smaller operand"),
              new Threshold("size", 100, 0, 1e30, "root mean square of the larger, at least"),
              new Threshold("steps", 5, 1, 1e6, "measured steps running")));

  private static final int MOST = 1024;

  /** A sum so many times as large or small as the labels is in their unit. */
  private static final double LIKE_LABELS = 10;

  /** So many more hits are waited for where the line is not known yet. */
  private static final int PATIENCE = 16;

  private final double ratio;
  private final double size;
  private final int steps;
  private final Map<String, Place> places = new HashMap<>();
  private long measured;

  /** Takes its limits from the thresholds. */
  public ScaleMismatchRule(Thresholds thresholds) {
    ratio = thresholds.get("ratio");
    size = thresholds.get("size");
    steps = thresholds.count("steps");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    ForwardMeasurement forward = step.forward();
    if (forward.blocks().isEmpty() && forward.joins().isEmpty()) {
      return null;
    }
    measured++;
    boolean softmax = takesSoftmax(forward.blocks());
    double labels = labelSize(forward);
    Verdict verdict = null;
    for (JoinMeasurement join : forward.joins()) {
      boolean sum = join.operation().equals("add");
      double times = sum && softmax ? 1 : times(join.sizes());
      if (!(times >= ratio) || (sum && isLike(labels, largest(join.sizes())))) {
        continue;
      }
      Place place = place(join.block() + '\n' + join.operation());
      if (place == null || place.seenAt == measured) {
        continue;
      }
      place.running = place.seenAt == measured - 1 ? place.running + 1 : 1;
      place.seenAt = measured;
      place.location = join.location().isEmpty() ? place.location : join.location();
      boolean located = !place.location.isEmpty() || place.running >= steps + PATIENCE;
      if (!place.told && place.running >= steps && located && verdict == null) {
        place.told = true;
        verdict = verdict(join, times, sum, place.location);
      }
    }
    return verdict;
  }

  private Verdict verdict(JoinMeasurement join, double times, boolean sum, String location) {
    double largest = largest(join.sizes());
    return Verdict.of(
            Severity.WARNING,
            join.block(),
            Where.FORWARD,
            "The operands of a "
                + (sum ? "sum" : "concatenation")
                + " in "
                + join.block()
                + " differ "
                + Numbers.shown(times)
                + " times in size: root mean squares "
                + Numbers.shown(largest)
                + " and "
                + Numbers.shown(largest / times)
                + ".",
            "Bring the operands to one scale (standardise, or normalise the larger one) before they"
                + " are joined.")
        .measured(times, ratio)
        .at(location);
  }

  private Place place(String key) {
    Place place = places.get(key);
    if (place == null && places.size() < MOST) {
      place = new Place();
      places.put(key, place);
    }
    return place;
  }

  /** Largest over smallest size that is not zero; 1 where the largest is not large. */
  private double times(double[] sizes) {
    double largest = largest(sizes);
    double smallest = Double.POSITIVE_INFINITY;
    for (double s : sizes) {
      if (s > 0) {
        smallest = Math.min(smallest, s);
      }
    }
    return largest >= size && largest > 0 ? largest / smallest : 1;
  }

  /** The largest finite size; 0 where there is none. */
  private static double largest(double[] sizes) {
    double largest = 0;
    for (double s : sizes) {
      largest = s > largest && s < Double.POSITIVE_INFINITY ? s : largest;
    }
    return largest;
  }

  /** Root mean square of labels that predictions are compared with; 0 where there are none. */
  private static double labelSize(ForwardMeasurement forward) {
    LossInfo.Kind kind = forward.loss().kind();
    boolean classes = kind == LossInfo.Kind.SOFTMAX || kind == LossInfo.Kind.BINARY;
    return classes || forward.labels() == null || forward.labels().stats() == null
        ? 0
        : forward.labels().stats().rms();
  }

  private static boolean isLike(double labels, double size) {
    return size <= LIKE_LABELS * labels && size >= labels / LIKE_LABELS;
  }

  private static boolean takesSoftmax(List<BlockMeasurement> blocks) {
    for (BlockMeasurement b : blocks) {
      if (b.function().startsWith("softmax")) {
        return true;
      }
    }
    return false;
  }

  private static final class Place {
    long seenAt = -1;
    int running;
    String location = "";
    boolean told;
  }
}
