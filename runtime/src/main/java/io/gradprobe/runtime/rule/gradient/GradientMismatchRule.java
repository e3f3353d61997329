package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.gradcheck.CheckResult;
import io.gradprobe.runtime.gradcheck.Mismatch;
import io.gradprobe.runtime.observe.GradientCheckObservation;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Backward gives a parameter something else than the derivative of the loss. Told of a parameter
 * that was wrong in several checked steps running.
 */
public final class GradientMismatchRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "gradient-mismatch",
          RuleInfo.Group.GRADIENT,
          Severity.ERROR,
          false,
          "Backward disagrees with a numerical derivative of the loss: a wrong backward. Off unless"
              + " enabled.",
          "directional derivatives by central differences; noise after Moré and Wild 2011",
          List.of(
              new Threshold(
                  "tolerance",
                  0.05,
                  0.001,
                  1,
                  "relative difference between gradient and derivative that is too much"),
              new Threshold(
                  "directions", 8, 6, 64, "random directions that each parameter is moved along"),
              new Threshold("confirm", 2, 1, 10, "checked steps running that must show it"),
              new Threshold("first", 3, 0, 1e9, "steps before the first that is checked"),
              new Threshold("attempts", 5, 1, 1000, "steps running that can't be evaluated again"),
              new Threshold("seconds", 2, 0.01, 600, "time that the check of one step may take"),
              new Threshold(
                  "elements",
                  4e6,
                  1,
                  1e9,
                  "elements of all parameters beyond which none is" + " checked")));

  private final double tolerance;
  private final int confirm;

  /** How many checks running each parameter has been wrong in. */
  private final Map<Integer, Integer> running = new HashMap<>();

  /** All that were wrong in some of the latest checks, which all have shown something. */
  private final TreeMap<Integer, Mismatch> suspects = new TreeMap<>();

  /** The parameter that was told of; a fault is told of one, however many it concerns. */
  private int told = -1;

  /** Takes its thresholds. */
  public GradientMismatchRule(Thresholds thresholds) {
    tolerance = thresholds.get("tolerance");
    confirm = thresholds.count("confirm");
  }

  @Override
  public Verdict onGradientCheck(GradientCheckObservation check) {
    CheckResult result = check.result;
    if (result.outcome() == CheckResult.Outcome.NOT_REPEATABLE) {
      return null;
    }
    List<Mismatch> wrong = result.mismatches();
    if (wrong.isEmpty()) {
      suspects.clear();
    }
    running.keySet().retainAll(wrong.stream().map(Mismatch::parameter).toList());
    boolean confirmed = false;
    for (Mismatch mismatch : wrong) {
      suspects.put(mismatch.parameter(), mismatch);
      confirmed |= running.merge(mismatch.parameter(), 1, Integer::sum) >= confirm;
    }
    if (!confirmed) {
      return null;
    }
    Mismatch first = suspects.getOrDefault(told, suspects.firstEntry().getValue());
    if (told >= 0 && told != first.parameter()) {
      return null;
    }
    told = first.parameter();
    return verdict(check, first, suspects.size());
  }

  private Verdict verdict(GradientCheckObservation check, Mismatch first, int concerned) {
    CheckResult result = check.result;
    if (result.hides()) {
      return hidden(check, first, concerned);
    }
    String name = Subjects.name(check.run, first.parameter());
    String operation = result.culprit() == null ? "" : result.culprit().text();
    Verdict verdict =
        Verdict.of(
                Severity.ERROR,
                name,
                Where.BACKWARD,
                "The gradient of "
                    + Subjects.andMore(name, concerned)
                    + " is not the derivative of the loss: along "
                    + result.directions()
                    + " random directions they differ by "
                    + Numbers.percent(first.difference())
                    + shape(first.factor())
                    + (operation.isEmpty() ? "." : "; the backward of " + operation + " is wrong."),
                operation.isEmpty()
                    ? "Look through the backward of what lies between this parameter and those"
                        + " whose gradients are right: a sign, a factor, a term or an index."
                    : "Correct the derivative in the backward of "
                        + result.culprit().operation()
                        + ".")
            .measured(first.difference(), tolerance)
            .from(operation);
    return check.location.isEmpty() ? verdict : verdict.at(check.location);
  }

  /** Backward is right by what it was shown; the loss has more in it. */
  private Verdict hidden(GradientCheckObservation check, Mismatch first, int concerned) {
    CheckResult result = check.result;
    String name = Subjects.name(check.run, first.parameter());
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.BACKWARD,
            "The loss depends on "
                + Subjects.andMore(name, concerned)
                + " in a way that backward does not see: along "
                + result.directions()
                + " random directions derivative and gradient differ by "
                + Numbers.percent(first.difference())
                + "; "
                + result.culprit().detail()
                + ".",
            "If it is to be learned from, compute it with the engine's operations, inside the"
                + " gradient collector and without detaching it; if not, leave it out of the loss.")
        .measured(first.difference(), tolerance)
        .from(result.culprit());
  }

  private static String shape(double factor) {
    if (Double.isNaN(factor)) {
      return "";
    }
    return Math.abs(factor + 1) < 0.01
        ? ", its sign is turned"
        : ", it is " + Numbers.shown(factor) + " times what it should be";
  }
}
