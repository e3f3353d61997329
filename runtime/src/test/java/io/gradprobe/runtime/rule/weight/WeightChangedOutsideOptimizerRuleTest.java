package io.gradprobe.runtime.rule.weight;

import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WeightChangedOutsideOptimizerRuleTest {

  private final HandRun run = HandRun.with("a_weight", "b_weight", "bn_mean");
  private final Rule rule = make("weight-changed-outside-optimizer");
  private final long[] writes = new long[3];

  private Verdict write(int parameter, String operation) {
    return write(parameter, operation, w -> {});
  }

  private Verdict write(int parameter, String operation, Consumer<WriteObservation> change) {
    WriteObservation write = new WriteObservation();
    write.run = run;
    write.parameter = parameter;
    write.operation = operation;
    write.optimizerManaged = true;
    write.trainingBegun = true;
    write.writes = ++writes[parameter];
    change.accept(write);
    return rule.onWrite(write);
  }

  @Test
  void tellsTheSecondRoundOfALoopOnce() {
    assertNull(write(0, "muli"));
    assertNull(write(1, "muli"));
    Verdict verdict = write(0, "muli");
    assertFirst(List.of(verdict), Severity.WARNING, "a_weight", Where.WRITE);
    assertTrue(verdict.message().contains("a_weight and 1 more"), verdict.message());
    assertEquals(2, verdict.value());
    assertNull(write(1, "muli"), "stands under the first");
    assertNotNull(write(0, "muli"), "repeats are counted");
  }

  @Test
  void tellsAnotherParameterWrittenElsewhere() {
    write(0, "muli");
    write(0, "muli");
    assertNull(write(1, "addi"));
    assertFirst(List.of(write(1, "addi")), Severity.WARNING, "b_weight", Where.WRITE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"clip", "clampi", "set", "copyTo"})
  void whatIsMeantIsInfoOnce(String operation) {
    write(0, operation);
    write(1, operation);
    assertFirst(List.of(write(0, operation)), Severity.INFO, "a_weight", Where.WRITE);
    assertNull(write(1, operation));
    assertNull(write(0, operation));
  }

  @Test
  void aClampDoesNotHideAHandEdit() {
    write(0, "clip");
    write(0, "clip");
    assertFirst(List.of(write(0, "muli")), Severity.WARNING, "a_weight", Where.WRITE);
  }

  @Test
  void oneWriteIsLegal() {
    assertNull(write(0, "set"));
    assertNull(write(1, "set"));
  }

  @Test
  void handWrittenUpdatesAreLegal() {
    for (int i = 0; i < 5; i++) {
      assertNull(write(0, "subi", w -> w.optimizerManaged = false));
    }
  }

  @Test
  void writesBeforeTrainingAreLegal() {
    for (int i = 0; i < 5; i++) {
      assertNull(write(0, "set", w -> w.trainingBegun = false));
    }
  }

  @Test
  void runningStatisticsAreLegal() {
    run.at(2).role = "running_mean";
    for (int i = 0; i < 5; i++) {
      assertNull(write(2, "muli"));
    }
  }
}
