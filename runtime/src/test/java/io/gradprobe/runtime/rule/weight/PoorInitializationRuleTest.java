package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import org.junit.jupiter.api.Test;

class PoorInitializationRuleTest {
  private final HandUpdates steps = new HandUpdates(make("poor-initialization"));

  @Test
  void tellsUnitsThatStartAlike() {
    steps.parameter("a_bias", "bias", "(4)", 0, 0, Double.NaN, false);
    steps.weight("a_weight", 0.5, 0.01, 1, true).weight("b_weight", 0.5, 0.01, 1, true).end();
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.BEGIN);
    assertTrue(verdict.message().contains("1 more"), verdict.message());
  }

  @Test
  void tellsAScaleThatExplodes() {
    steps.weight("a_weight", 30, 0.001, 1, false).end();
    Verdict verdict = assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.BEGIN);
    assertTrue(verdict.value() == 60 && verdict.threshold() == 40, verdict::toString);
  }

  @Test
  void tellsAScaleThatKills() {
    steps.weight("a_weight", 1e-6, 0.001, 1, false).end();
    assertFirst(steps.verdicts, Severity.WARNING, "a_weight", Where.BEGIN);
  }

  @Test
  void aZeroHeadIsLegal() {
    steps.weight("a_weight", 0.5, 0.01, 1, false).weight("b_weight", 0, 0, 1, false).end();
    assertSilent(steps.verdicts);
  }

  @Test
  void usualScalesAreLegal() {
    for (double size : new double[] {0.001, 0.01, 0.1, 1, 2}) {
      HandUpdates run = new HandUpdates(make("poor-initialization"));
      run.weight("a_weight", size, 0.01, 1, false).end();
      assertSilent(run.verdicts);
    }
  }

  @Test
  void weightsThatGrowLaterAreNotInitialised() {
    steps.weight("a_weight", 0.5, 0.01, 1, false).end();
    steps.weight("a_weight", 100, 0.01, 1, false).end();
    assertSilent(steps.verdicts);
  }

  @Test
  void scalesOfNormsAndTablesAreNotMatrices() {
    steps.parameter("a_gamma", "gamma", "(16)", 60, 0.01, 1, true);
    steps.weight("01TrainableWordEmbedding_embedding", 60, 0.01, 1, false).end();
    assertSilent(steps.verdicts);
  }
}
