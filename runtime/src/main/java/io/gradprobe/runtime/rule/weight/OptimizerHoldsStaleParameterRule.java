package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ReplacedObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** The optimizer updates arrays that the model has replaced since. */
public final class OptimizerHoldsStaleParameterRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "optimizer-holds-stale-parameter",
          RuleInfo.Group.WEIGHT,
          Severity.ERROR,
          false,
          "The optimizer updates tensors that the model no longer uses.",
          "the training protocol",
          List.of());

  /** Needs no threshold. */
  public OptimizerHoldsStaleParameterRule(Thresholds thresholds) {}

  @Override
  public Verdict onReplaced(ReplacedObservation replaced) {
    String name = Subjects.name(replaced.run, replaced.parameter);
    return Verdict.of(
            Severity.ERROR,
            name,
            Where.STEP,
            "The array of "
                + Subjects.andMore(name, replaced.concerned)
                + " was replaced after the optimizer had taken it: the optimizer goes on with the"
                + " old array, the model holds the new one, which is never trained.",
            "Load or set parameters before the trainer is made, or make a new trainer afterwards.")
        .at(replaced.location);
  }
}
