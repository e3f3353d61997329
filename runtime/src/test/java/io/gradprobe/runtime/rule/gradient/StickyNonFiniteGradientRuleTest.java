package io.gradprobe.runtime.rule.gradient;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class StickyNonFiniteGradientRuleTest {

  private final HandLoop loop = new HandLoop(make("sticky-non-finite-gradient"), HandRun.small());

  @Test
  void tellsWhatZeroingDidNotClear() {
    loop.forward()
        .backward()
        .clear(
            c -> {
              c.stickyParameter = 0;
              c.stickyCount = 2;
            });
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.HERE);
    assertTrue(verdict.message().contains("and 1 more"), verdict.message());
  }

  @Test
  void clearingThatWorksIsLegal() {
    loop.forward().backward().clear(c -> c.afterNonFinite = true);
    loop.forward().backward().clear();
    assertSilent(loop.verdicts);
  }
}
