package io.gradprobe.runtime.rule.order;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class ClipIneffectiveRuleTest {

  private final HandRun run = HandRun.small();
  private final HandLoop loop = new HandLoop(make("clip-ineffective"), run);

  private void step(Consumer<StepObservation> change) {
    loop.forward()
        .backward()
        .step(
            s -> {
              s.measured = true;
              change.accept(s);
            });
  }

  @Test
  void tellsALimitThatCutsFromAboveOnly() {
    run.at(0).gradient(100);
    run.at(1).gradient(50);
    step(s -> s.clipLimit = 1);
    Verdict verdict = assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.HERE);
    assertEquals(100, verdict.value());
    assertEquals(1, verdict.threshold());
    assertTrue(verdict.message().contains("and 1 more"), verdict.message());
  }

  @Test
  void staysWithOneSubject() {
    run.at(0).gradient(0.1);
    run.at(1).gradient(50);
    step(s -> s.clipLimit = 1);
    run.at(0).gradient(50);
    step(s -> s.clipLimit = 1);
    assertEquals(
        List.of("01Linear_bias", "01Linear_bias"),
        loop.verdicts.stream().map(Verdict::subject).toList());
  }

  @Test
  void gradientsWithinTheLimitAreLegal() {
    run.at(0).gradient(1.00001);
    run.at(1).gradient(0.5);
    step(s -> s.clipLimit = 1);
    assertSilent(loop.verdicts);
  }

  @Test
  void theOptimizersFactorCounts() {
    run.at(0).gradient(100);
    step(
        s -> {
          s.clipLimit = 1;
          s.rescale = 0.001;
        });
    assertSilent(loop.verdicts);
  }

  @Test
  void tellsAClippedCopy() {
    run.at(0).gradient(7);
    step(
        s -> {
          s.clippedCopy = true;
          s.clippedCopyParameter = 0;
          s.copyLimit = 2;
        });
    Verdict verdict = assertFirst(loop.verdicts, Severity.WARNING, "01Linear_weight", Where.CLIP);
    assertEquals(7, verdict.value());
    assertEquals(2, verdict.threshold());
  }

  @Test
  void aCopyOfWhatNeedsNoClippingIsLegal() {
    run.at(0).gradient(1);
    step(
        s -> {
          s.clippedCopy = true;
          s.clippedCopyParameter = 0;
          s.copyLimit = 2;
        });
    assertSilent(loop.verdicts);
  }

  @Test
  void noLimitNoVerdict() {
    run.at(0).gradient(1e6);
    step(s -> {});
    assertSilent(loop.verdicts);
  }
}
