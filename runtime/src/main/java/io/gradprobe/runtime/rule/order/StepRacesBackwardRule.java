package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** A step begins while another thread is still inside a forward or a backward of the same run. */
public final class StepRacesBackwardRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "step-races-backward",
          RuleInfo.Group.ORDER,
          Severity.ERROR,
          true,
          "A step begins while forward or backward still runs on another thread.",
          "the training protocol",
          List.of());

  /** Needs no threshold. */
  public StepRacesBackwardRule(Thresholds thresholds) {}

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (step.inFlight <= 0) {
      return null;
    }
    return Verdict.of(
            Severity.ERROR,
            Subjects.firstTrainable(step.run),
            Where.HERE,
            "The step begins while "
                + Subjects.counted(step.inFlight, "forward or backward call")
                + " of the same model still run on other threads, so weights and gradients change"
                + " under them.",
            "Wait for the futures of forward and backward (join or get) before the step.")
        .measured(step.inFlight, 0);
  }
}
