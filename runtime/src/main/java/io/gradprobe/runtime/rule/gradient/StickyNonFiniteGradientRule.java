package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** Zeroing did not clear NaN or Inf, because it is arithmetic (g - g, g * 0). */
public final class StickyNonFiniteGradientRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "sticky-non-finite-gradient",
          RuleInfo.Group.GRADIENT,
          Severity.ERROR,
          false,
          "Zeroing did not clear NaN or Inf, so every later step is poisoned.",
          "IEEE 754: NaN - NaN and NaN * 0 are NaN",
          List.of());

  /** Needs no threshold. */
  public StickyNonFiniteGradientRule(Thresholds thresholds) {}

  @Override
  public Verdict onClear(ClearObservation clear) {
    if (clear.stickyParameter < 0) {
      return null;
    }
    String name = Subjects.name(clear.run, clear.stickyParameter);
    return Verdict.of(
            Severity.ERROR,
            name,
            Where.HERE,
            "The gradient of "
                + Subjects.andMore(name, clear.stickyCount)
                + " is still NaN after it was cleared, because clearing subtracts it from itself or"
                + " multiplies it by 0, and every later backward adds to NaN.",
            "Keep the bad batch away from backward, or attach a fresh gradient"
                + " (setRequiresGradient again) after one.")
        .measured(Math.max(1, clear.stickyCount), 0);
  }
}
