package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.rule.HandRun;
import io.gradprobe.runtime.rule.Rule;
import java.util.List;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

class FrozenWeightChangedRuleTest {

  private final HandRun run = HandRun.with("a_weight", "b_weight", "bn_mean");
  private final Rule rule = make("frozen-weight-changed");

  private Verdict write(int parameter) {
    return write(parameter, w -> {});
  }

  private Verdict write(int parameter, Consumer<WriteObservation> change) {
    WriteObservation write = new WriteObservation();
    write.run = run;
    write.parameter = parameter;
    write.operation = "muli";
    write.frozen = true;
    write.trainingBegun = true;
    write.writes = 1;
    change.accept(write);
    return rule.onWrite(write);
  }

  @Test
  void tellsTheFirstWriteAndEveryRepeat() {
    assertFirst(List.of(write(0)), Severity.ERROR, "a_weight", Where.WRITE);
    assertNull(write(1), "written by the same loop");
    run.step++;
    Verdict again = write(0);
    assertTrue(again.message().contains("a_weight and 1 more"), again.message());
    assertNull(write(1));
  }

  @Test
  void tellsAnotherParameterWrittenElsewhere() {
    write(0);
    run.step++;
    assertFirst(List.of(write(1)), Severity.ERROR, "b_weight", Where.WRITE);
  }

  @Test
  void writesBeforeTrainingAreLegal() {
    assertNull(write(0, w -> w.trainingBegun = false));
  }

  @Test
  void writesToTrainedParametersAreAnotherRulesMatter() {
    assertNull(write(0, w -> w.frozen = false));
  }

  @Test
  void runningStatisticsAreLegal() {
    run.at(2).role = "running_mean";
    assertNull(write(2));
  }
}
