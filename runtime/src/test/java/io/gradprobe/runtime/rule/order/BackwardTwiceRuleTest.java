package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class BackwardTwiceRuleTest {

  private final HandLoop loop = new HandLoop(make("backward-twice"), HandRun.small());

  @Test
  void tellsWhatTheEngineMeans() {
    loop.forward()
        .backward(
            b ->
                b.failure =
                    new RuntimeException(
                        new IllegalStateException(
                            "Trying to backward through the graph a second time (or ...)")));
    assertFirst(loop.verdicts, Severity.ERROR, "loss", Where.HERE);
  }

  @Test
  void otherFailuresAreOtherRulesMatter() {
    loop.forward().backward(b -> b.failure = new IllegalStateException("out of memory"));
    loop.forward().backward(b -> b.failure = new IllegalStateException());
    loop.train(3);
    assertSilent(loop.verdicts);
  }
}
