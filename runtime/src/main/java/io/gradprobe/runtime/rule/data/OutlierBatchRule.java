package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A batch whose inputs are far larger than all that came before. With l the logarithm of a batch's
 * root mean square, it is told where (l - median) / max(1.4826 MAD, 0.05) of the latest batches
 * exceeds {@code score} and the batch is {@code times} the largest that was ever seen.
 *
 * <p>After a hit the history takes the batch in, so data that stay at a new scale are told once.
 */
public final class OutlierBatchRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "outlier-batch",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "A batch is far outside all that came before.",
          "robust z-score of the log-size (median, MAD); Leys et al. 2013",
          List.of(
              new Threshold("score", 8, 3, 1000, "deviations from the median of the log-size"),
              new Threshold("times", 8, 1, 1e9, "times the largest batch before, at least"),
              new Threshold("window", 64, 8, 4096, "measured batches of history"),
              new Threshold("warmup", 24, 4, 4096, "measured batches before the first verdict")));

  private static final double TO_SIGMA = 1.4826;
  private static final double LEAST_DEVIATION = 0.05;
  private static final int MOST_INPUTS = 16;

  private final double score;
  private final double times;
  private final int window;
  private final int warmup;
  private final Map<String, Sizes> inputs = new HashMap<>();

  /** Takes window and limits from the thresholds. */
  public OutlierBatchRule(Thresholds thresholds) {
    score = thresholds.get("score");
    times = thresholds.get("times");
    window = thresholds.count("window");
    warmup = Math.min(window, thresholds.count("warmup"));
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    Verdict verdict = null;
    for (InputMeasurement input : step.forward().inputs()) {
      double rms = input.isFloat() && input.stats() != null ? input.stats().rms() : 0;
      if (!(rms > 0) || Double.isInfinite(rms)) {
        continue;
      }
      Sizes sizes = inputs.get(input.name());
      if (sizes == null) {
        if (inputs.size() >= MOST_INPUTS) {
          continue;
        }
        sizes = new Sizes();
        inputs.put(input.name(), sizes);
      }
      double level = Math.log(rms);
      double z = sizes.score(level);
      if (z > score && rms > times * sizes.largest && verdict == null) {
        verdict = verdict(step, input, rms, z, sizes.largest);
      }
      sizes.add(level, rms);
    }
    return verdict;
  }

  private Verdict verdict(
      MeasuredStep step, InputMeasurement input, double rms, double z, double largest) {
    return Verdict.of(
            Severity.WARNING,
            input.name(),
            Where.FORWARD,
            "The batch at step "
                + step.record().step()
                + " has "
                + Numbers.shown(rms / largest)
                + " times the size of the largest batch before: root mean square "
                + Numbers.shown(rms)
                + ", "
                + Numbers.shown(z)
                + " deviations from the median of the latest batches.",
            "Look at this batch's samples for another unit, a missing normalisation or corrupt"
                + " records, and drop or clip them.")
        .measured(z, score);
  }

  /** The sizes of the latest batches of one input. */
  private final class Sizes {
    private double[] levels = new double[16];
    private int count;
    private int next;
    double largest;

    /** Deviations from the median; 0 during the warm-up. */
    double score(double level) {
      if (count < warmup) {
        return 0;
      }
      double median = median(Arrays.copyOf(levels, count));
      double[] apart = new double[count];
      for (int i = 0; i < count; i++) {
        apart[i] = Math.abs(levels[i] - median);
      }
      return (level - median) / Math.max(TO_SIGMA * median(apart), LEAST_DEVIATION);
    }

    void add(double level, double rms) {
      if (next == levels.length && levels.length < window) {
        levels = Arrays.copyOf(levels, Math.min(window, 2 * levels.length));
      }
      next = next >= levels.length || next >= window ? 0 : next;
      levels[next++] = level;
      count = Math.min(Math.max(count, next), window);
      largest = Math.max(largest, rms);
    }

    private static double median(double[] values) {
      Arrays.sort(values);
      int half = values.length / 2;
      return values.length % 2 == 1 ? values[half] : (values[half - 1] + values[half]) / 2;
    }
  }
}
