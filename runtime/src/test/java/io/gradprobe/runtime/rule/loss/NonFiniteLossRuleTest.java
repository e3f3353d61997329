package io.gradprobe.runtime.rule.loss;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.assertSilent;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.HandLoop;
import io.gradprobe.runtime.rule.HandRun;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NonFiniteLossRuleTest {

  private final HandLoop loop = new HandLoop(make("non-finite-loss"), HandRun.small());

  private void backward(boolean read, double loss) {
    loop.forward()
        .backward(
            b -> {
              b.lossRead = read;
              b.loss = loss;
            });
  }

  @ParameterizedTest
  @ValueSource(doubles = {Double.NaN, Double.POSITIVE_INFINITY, Double.NEGATIVE_INFINITY})
  void tellsALossThatIsNotFinite(double loss) {
    backward(true, loss);
    Verdict verdict = assertFirst(loop.verdicts, Severity.ERROR, "loss", Where.HERE);
    assertEquals(loss, verdict.value());
  }

  @Test
  void finiteAndUnreadLossesAreLegal() {
    backward(true, 0);
    backward(true, -3);
    backward(true, 1e300);
    backward(false, Double.NaN);
    assertSilent(loop.verdicts);
  }
}
