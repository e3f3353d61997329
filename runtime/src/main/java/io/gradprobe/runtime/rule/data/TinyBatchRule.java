package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * Batch normalisation in training over a single value for each channel: its mean is the value, its
 * variance 0 (not defined where it is corrected for the sample), and the output says nothing of the
 * input. libtorch throws there. One sample with positions is legal; a whole training of such
 * batches is told as INFO, once.
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
              new Threshold("steps", 1, 1, 1e6, "times that it happens before it is told"),
              new Threshold("values", 1, 1, 16, "values for each channel that are too few"),
              new Threshold("single", 16, 1, 1e6, "measured steps of one sample that are told")));

  private final int steps;
  private final int values;
  private final int single;
  private int hits;
  private int singles;

  /** Takes its counts from the thresholds. */
  public TinyBatchRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
    values = thresholds.count("values");
    single = thresholds.count("single");
  }

  @Override
  public Verdict onOperation(OperationObservation operation) {
    if (operation.kind != OperationObservation.Kind.BATCH_NORM || operation.size <= 0) {
      return null;
    }
    if (operation.size > values) {
      return operation.rows == 1 && ++singles == single ? single(operation) : null;
    }
    if (++hits < steps) {
      return null;
    }
    return Verdict.of(
            Severity.WARNING,
            operation.block,
            Where.FORWARD,
            operation.block
                + " normalises over "
                + Subjects.counted(operation.size, "value")
                + " for each channel"
                + (operation.size == 1
                    ? ": mean and variance of one value leave nothing of it."
                    : "."),
            "Train with larger batches, drop what is left of an epoch, or take layer or group"
                + " normalisation.")
        .measured(operation.size, values)
        .at(operation.location);
  }

  private static Verdict single(OperationObservation operation) {
    return Verdict.of(
            Severity.INFO,
            operation.block,
            Where.FORWARD,
            operation.block
                + " normalises each sample by itself in training: batches hold one sample, while"
                + " evaluation uses running statistics.",
            "Train with larger batches, or take instance, layer or group normalisation.")
        .measured(operation.rows, 2)
        .at(operation.location);
  }
}
