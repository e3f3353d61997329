package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.List;

/**
 * The same bits come in every batch although the dataset is larger: the iterator begins anew all
 * the time. Training on the whole dataset at once is legal, and so is training on one batch on
 * purpose, which is fetched once and not anew for each step.
 */
public final class RepeatedBatchRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "repeated-batch",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "The same batch is fetched again and again.",
          "fingerprint of the inputs' bits",
          List.of(new Threshold("steps", 8, 2, 1e6, "measured steps running")));

  private static final int MOST_INPUTS = 64;

  private final int steps;
  private long previous;
  private int running;
  private boolean told;

  /** Takes its count from the threshold. */
  public RepeatedBatchRule(Thresholds thresholds) {
    steps = thresholds.count("steps");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    List<InputMeasurement> inputs = step.forward().inputs();
    if (inputs.isEmpty() || inputs.size() > MOST_INPUTS) {
      return null;
    }
    long print = 0;
    boolean fresh = false;
    boolean varied = false;
    long samples = 0;
    long dataset = -1;
    for (InputMeasurement input : inputs) {
      print = 31 * print + input.fingerprint();
      fresh |= input.fresh();
      varied |= !input.equalRows();
      samples = Math.max(samples, input.samples());
      dataset = Math.max(dataset, input.datasetSamples());
    }
    boolean repeated = running > 0 && print == previous && fresh;
    previous = print;
    running = repeated ? running + 1 : 1;
    if (!repeated) {
      told = false;
    }
    if (told || running < steps || !varied || samples <= 0 || dataset <= samples) {
      return null;
    }
    told = true;
    return Verdict.of(
            Severity.WARNING,
            inputs.get(0).name(),
            Where.FORWARD,
            "The same batch of "
                + samples
                + " samples came on "
                + running
                + " measured steps running, fetched anew each time, of a dataset of "
                + dataset
                + ".",
            "Get the iterator once an epoch, before the loop over its batches, not once a step.")
        .measured(running, steps);
  }
}
