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

class CutGraphRuleTest {

  private static final RuntimeException NO_GRAPH =
      new IllegalStateException(
          "element 0 of tensors does not require grad and does not have a grad_fn");

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("cut-graph"), run);

  @Test
  void tellsALossWithoutGraph() {
    loop.forward().backward(b -> b.failure = NO_GRAPH);
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "loss", Where.HERE);
    assertTrue(verdict.advice().contains("stopGradient"), verdict.advice());
  }

  @Test
  void saysWhereAllIsFrozen() {
    run.parameters.forEach(p -> p.trainable = false);
    loop.forward().backward(b -> b.failure = NO_GRAPH);
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "loss", Where.HERE);
    assertTrue(verdict.message().contains("frozen"), verdict.message());
  }

  @Test
  void anUnrecordedForwardIsAnotherRulesMatter() {
    loop.unrecorded().backward(b -> b.failure = NO_GRAPH);
    assertSilent(loop.verdicts);
  }

  @Test
  void backwardsThatWorkAreLegal() {
    loop.train(5);
    loop.forward().backward(b -> b.failure = new IllegalStateException("out of memory"));
    assertSilent(loop.verdicts);
  }
}
