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
 * The first step used more than its own backwards: gradients were not zero when the loop's first
 * backward began.
 *
 * <p>Two proofs: memory shows it at the run's first backward; or the first step had backwards from
 * several lines with nothing cleared between, and the next two steps had fewer. The harm is one
 * step, and an extra loss term that is due only now and then looks the same, hence a warning.
 */
public final class StaleFirstGradientRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "stale-first-gradient",
          RuleInfo.Group.ORDER,
          Severity.WARNING,
          true,
          "Gradients are not zero when the first backward of the training loop begins.",
          "the training protocol",
          List.of());

  private static final String ADVICE =
      "Clear the gradients before the loop, or before the first backward of each step instead of"
          + " at the loop's end.";

  private final StaleMark stale = new StaleMark();
  private int cycle;
  private int firstCycle;
  private int backwards;
  private boolean cleared;
  private String firstLine = "";
  private String lastLine = "";
  private boolean decided;

  /** Needs no threshold. */
  public StaleFirstGradientRule(Thresholds thresholds) {}

  @Override
  public Verdict onBackwardBegin(BackwardObservation backward) {
    if (decided) {
      return null;
    }
    if (backward.first) {
      stale.see(backward);
    }
    String line = backward.location;
    if (cycle == 0) {
      firstLine = backwards == 0 ? line : firstLine;
      lastLine = line;
    } else if (!line.isEmpty() && !lastLine.isEmpty()) {
      // The loop's own backward came last in the first step, and the extra one never comes again.
      decided = !line.equals(lastLine) || line.equals(firstLine);
    }
    backwards++;
    return null;
  }

  @Override
  public Verdict onClear(ClearObservation clear) {
    stale.forget();
    cleared |= cycle == 0 && backwards > 0;
    return null;
  }

  @Override
  public Verdict onStepBegin(StepObservation step) {
    if (decided) {
      return null;
    }
    if (stale.isSet()) {
      decided = true;
      return leftOver(step);
    }
    int own = backwards;
    backwards = 0;
    if (cycle == 0) {
      firstCycle = own;
      decided = own < 2 || step.oneBackwardLine || cleared;
    } else {
      decided = own == 0 || own >= firstCycle;
    }
    cycle++;
    if (decided || cycle < 3) {
      return null;
    }
    decided = true;
    return moreThanUsual(step, own);
  }

  private Verdict leftOver(StepObservation step) {
    String name = Subjects.name(step.run, stale.parameter());
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.BACKWARD,
            "The gradient of "
                + Subjects.andMore(name, stale.count())
                + " was not zero when the first backward began (norm "
                + Numbers.shown(stale.norm())
                + "), and the first step has used what was left there.",
            ADVICE)
        .measured(stale.norm(), 0);
  }

  private Verdict moreThanUsual(StepObservation step, int usual) {
    return Verdict.of(
            Severity.WARNING,
            Subjects.firstTrainable(step.run),
            Where.BACKWARD,
            "The first step used the sum of "
                + firstCycle
                + " backwards from different lines with nothing cleared between, while later steps"
                + " use "
                + usual
                + ": a backward before the loop was left in the gradients.",
            ADVICE)
        .measured(firstCycle, usual);
  }
}
