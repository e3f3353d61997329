package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.List;

/**
 * Batch normalisation over a single value for each channel: its mean is the value, its variance 0
 * (not defined where it is corrected for the sample), and the output says nothing of the input. One
 * sample with spatial axes is legal.
 */
public final class TinyBatchRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "tiny-batch",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "Batch normalisation is given one value for each channel.",
          "Ioffe & Szegedy 2015: the variance of one value is 0",
          List.of(
              new Threshold("steps", 1, 1, 1e6, "measured steps on which it is so"),
              new Threshold("values", 1, 1, 1e6, "values for each channel that are too few")));

  private static final String TYPE = "BatchNorm";

  private final int steps;
  private final int values;
  private long seen;
  private int hits;

  /** Takes its counts from the thresholds. */
  public TinyBatchRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
    values = thresholds.count("values");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    BlockMeasurement first = null;
    boolean normalised = false;
    for (BlockMeasurement b : step.forward().blocks()) {
      if (b.isFunction() || !b.type().contains(TYPE)) {
        continue;
      }
      long each = valuesForEachChannel(b);
      normalised |= each > 0;
      if (first == null && each > 0 && each <= values) {
        first = b;
      }
    }
    seen += normalised ? 1 : 0;
    if (first == null || ++hits != steps) {
      return null;
    }
    long each = valuesForEachChannel(first);
    return Verdict.of(
            Severity.WARNING,
            first.block(),
            Where.FORWARD,
            first.block()
                + " normalises over "
                + Subjects.counted(each, "value")
                + " for each channel (output "
                + first.shape()
                + "), on "
                + hits
                + " of "
                + seen
                + " measured steps so far"
                + (each == 1 ? ": mean and variance of one value leave nothing of it." : "."),
            "Train with larger batches, drop what is left of an epoch, or take layer or group"
                + " normalisation.")
        .measured(each, values);
  }

  /** Samples times positions; 0 where the shape does not say. */
  private static long valuesForEachChannel(BlockMeasurement b) {
    long[] sizes = Forwards.sizes(b.shape());
    if (sizes.length < 2) {
      return 0;
    }
    long values = sizes[0];
    for (int i = 2; i < sizes.length; i++) {
      values *= sizes[i];
    }
    return values;
  }
}
