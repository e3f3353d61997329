package io.gradprobe.runtime.rule.data;

import static io.gradprobe.runtime.rule.HandForwards.stats;
import static io.gradprobe.runtime.rule.Rules.assertFirst;
import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.LossObservation;
import io.gradprobe.runtime.rule.HandForwards;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.List;
import org.junit.jupiter.api.Test;

class LabelOutOfRangeRuleTest {

  private static final Exception OUT =
      new IllegalStateException(
          new RuntimeException("index 3 is out of bounds for dimension 1 with size 3"));
  private static final LossInfo THREE =
      new LossInfo("SoftmaxCrossEntropyLoss", LossInfo.Kind.SOFTMAX, 3, 3, true, true);
  private static final LossInfo OWN =
      new LossInfo("logSoftmax", LossInfo.Kind.SOFTMAX, 3, 3, false, false);

  private final Rule rule = make("label-out-of-range");

  private Verdict judge(LossInfo info, Throwable failure, double... labels) {
    LossObservation loss = new LossObservation();
    loss.loss = info;
    loss.failure = failure;
    loss.location = "Train.java:12";
    if (labels.length > 0) {
      loss.labels = new HandForwards(rule).labels(labels).labels;
    }
    return rule.onLoss(loss);
  }

  @Test
  void tellsAClassThatTheModelDoesNotHave() {
    Verdict verdict =
        assertFirst(List.of(judge(THREE, OUT, 0, 1, 3)), Severity.ERROR, "label", Where.BACKWARD);
    assertEquals("Train.java:12", verdict.location());
    assertEquals(3, verdict.value());
    assertTrue(verdict.message().contains("0 to 2"), verdict.message());
  }

  @Test
  void tellsANegativeClassOnWhichTheLossFailed() {
    assertEquals(-1, judge(THREE, OUT, 0, 1, -1).value());
    assertNull(judge(THREE, null, 0, 1, -1));
  }

  @Test
  void tellsAFailureWhoseLabelsWereNotRead() {
    assertNotNull(judge(THREE, OUT));
    assertNull(judge(LossInfo.UNKNOWN, OUT));
    assertNull(judge(THREE, new RuntimeException("shapes do not match")));
  }

  @Test
  void aLossOfTheUsersOwnMayGiveClassesAnotherMeaning() {
    assertNull(judge(OWN, null, 0, 1, 7));
    assertNotNull(judge(OWN, OUT, 0, 1, 7));
    assertNotNull(judge(THREE, null, 0, 1, 7));
  }

  @Test
  void tellsBinaryLabelsBeyondTheirRange() {
    assertEquals(-1, judge(HandForwards.BINARY, null, -1, 1, 1).value());
    assertEquals(2, judge(HandForwards.BINARY, null, 1, 2, 2).value());
  }

  @Test
  void legalLabelsAreLegal() {
    assertNull(judge(THREE, null, 0, 1, 2));
    assertNull(judge(THREE, null, 0.2, 0.8, 5.5));
    assertNull(judge(HandForwards.BINARY, null, 0, 0.9, 1.0000001));
    assertNull(judge(HandForwards.SQUARED, null, -100, 1e6));
    assertNull(judge(LossInfo.UNKNOWN, null, 12));
    assertNull(judge(THREE, null, Double.NaN));
    assertNull(judge(THREE, OUT, 0, 1, 2));
  }

  @Test
  void rowsOfScoresAreNoClasses() {
    LossObservation loss = new LossObservation();
    loss.loss = THREE;
    TensorStats stats = HandForwards.stats(0, 5, 1, 96);
    loss.labels = new LabelMeasurement("label", "float32", "(32, 3)", 32, stats, true, null, false);
    assertNull(rule.onLoss(loss));
  }
}
