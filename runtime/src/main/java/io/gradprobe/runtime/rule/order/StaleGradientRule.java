package io.gradprobe.runtime.rule.order;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/**
 * The missing zero-grad: a step is about to use a gradient that still holds what the step before
 * has used already.
 *
 * <p>Seen when backward begins, told when the step begins: between the two a program may still
 * clear (a discriminator's gradients are stale while the generator's loss passes through it, and
 * nobody is harmed).
 */
public final class StaleGradientRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "stale-gradient",
          RuleInfo.Group.ORDER,
          Severity.ERROR,
          true,
          "Backward adds into gradients that a step has already used and nobody has cleared.",
          "the training protocol",
          List.of());

  private final StaleMark stale = new StaleMark();

  /** Needs no threshold. */
  public StaleGradientRule(Thresholds thresholds) {}

  @Override
  public Verdict onBackwardBegin(BackwardObservation backward) {
    if (!backward.first) {
      stale.see(backward);
    }
    return null;
  }

  @Override
  public Verdict onClear(ClearObservation clear) {
    stale.forget();
    return null;
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (!stale.isSet()) {
      return null;
    }
    String name = Subjects.name(step.run, stale.parameter());
    Verdict verdict =
        Verdict.of(
                Severity.ERROR,
                name,
                Where.BACKWARD,
                "Backward added to the gradient of "
                    + Subjects.andMore(name, stale.count())
                    + ", which the step before has already used and nobody has cleared since"
                    + " (norm of what was left: "
                    + Numbers.shown(stale.norm())
                    + ")"
                    + Subjects.also(step.run.origins().notCleared())
                    + ".",
                "Clear the gradients once a step, before the first backward or after the step.")
            .measured(stale.norm(), 0);
    stale.forget();
    return verdict;
  }
}
