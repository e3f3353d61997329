package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;

class StepWithoutBackwardRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("step-without-backward"), run);

  @Test
  void tellsAStepWithNoBackward() {
    loop.train(1).step();
    assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.HERE);
  }

  @Test
  void namesTheFirstParameterThatIsTrained() {
    run.at(0).trainable = false;
    loop.train(1).step();
    assertFirst(loop.verdicts, Severity.ERROR, "01Linear_bias", Where.HERE);
  }

  @Test
  void anotherRunsBackwardMayHaveFilledTheGradients() {
    loop.train(1).step(s -> s.backwardsAnywhere = 1);
    assertSilent(loop.verdicts);
    loop.step(
        s -> {
          s.backwardsAnywhere = 1;
          s.measured = true;
          s.allGradientsZero = true;
        });
    assertFirst(loop.verdicts, Severity.ERROR, "01Linear_weight", Where.HERE);
  }

  @Test
  void aWipedGradientAndARunningBackwardAreOtherRulesMatter() {
    loop.forward().backward().clear().step();
    loop.step(s -> s.inFlight = 1);
    assertSilent(loop.verdicts);
  }

  @Test
  void perfectConvergenceIsLegal() {
    loop.forward()
        .backward()
        .step(
            s -> {
              s.measured = true;
              s.allGradientsZero = true;
            });
    assertSilent(loop.verdicts);
  }
}
