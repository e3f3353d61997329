package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class ForwardNotRecordedRuleTest {

  private static final RuntimeException NO_GRAPH =
      new IllegalStateException(
          "element 0 of tensors does not require grad and does not have a grad_fn");

  private final HandLoop loop = new HandLoop(make("forward-not-recorded"), HandRun.small());

  @Test
  void tellsAForwardOutsideTheCollector() {
    loop.unrecorded().backward(b -> b.failure = NO_GRAPH);
    assertFirst(loop.verdicts, Severity.ERROR, "SequentialBlock", Where.FORWARD);
    assertEquals(1, loop.verdicts.size());
  }

  @Test
  void aRecordedForwardMeansThatTheGraphIsCut() {
    loop.unrecorded().forward().backward(b -> b.failure = NO_GRAPH);
    assertSilent(loop.verdicts);
  }

  @Test
  void aBackwardThatWorksProvesTheForwardLegal() {
    // A generator makes samples unrecorded for the discriminator's backward.
    loop.unrecorded().backward().step();
    assertSilent(loop.verdicts);
  }
}
