package io.gradprobe.runtime.rule;

import static io.gradprobe.runtime.rule.Rules.make;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.observe.ActivationObservation;
import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.run.Origin;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Rules whose faults begin with one operation: they name it and its line. */
class OriginsTest {
  private static final Origin LOG = new Origin("log", "A.b(A.java:7)", "", "log(0) at [3]");

  private final HandRun run = HandRun.small();
  private final List<Integer> asked = new ArrayList<>();

  OriginsTest() {
    run.origins =
        new OriginFinder() {
          @Override
          public Origin loss() {
            return LOG;
          }

          @Override
          public Origin gradient(int parameter) {
            return LOG;
          }

          @Override
          public Origin missing(int parameter) {
            asked.add(parameter);
            return LOG;
          }

          @Override
          public Origin cut() {
            return LOG;
          }

          @Override
          public Origin freed() {
            return LOG;
          }

          @Override
          public String backwardLine() {
            return "A.b(A.java:9)";
          }

          @Override
          public String recordingLine() {
            return "A.b(A.java:8)";
          }

          @Override
          public Origin overwritten(String maker) {
            return maker.equals("tanh") ? LOG : null;
          }
        };
  }

  private static void assertNamed(List<Verdict> verdicts) {
    Verdict first = verdicts.get(0);
    assertEquals("log at A.b(A.java:7)", first.origin());
    assertEquals("A.b(A.java:7)", first.location());
    assertTrue(first.message().contains("log(0) at [3]"), first.message());
  }

  @Test
  void ofALoss() {
    HandLoop loop = new HandLoop(make("non-finite-loss"), run);
    loop.forward()
        .backward(
            b -> {
              b.lossRead = true;
              b.loss = Double.NaN;
            });
    assertNamed(loop.verdicts);
  }

  @Test
  void ofAGradient() {
    HandLoop loop = new HandLoop(make("non-finite-gradient"), run);
    loop.forward().backward().step(s -> s.nonFiniteParameter = 0);
    assertNamed(loop.verdicts);
  }

  @Test
  void ofAMissingGradientIsLookedForOnce() {
    run.at(0).noGradient();
    run.at(1).gradient(0.1);
    HandLoop loop = new HandLoop(make("missing-gradient"), run);
    for (int i = 0; i < 8; i++) {
      loop.forward().backward().step(s -> s.measured = true);
    }
    assertNamed(loop.verdicts);
    assertEquals(List.of(0), asked);
  }

  @Test
  void ofACutGraph() {
    HandLoop loop = new HandLoop(make("cut-graph"), run);
    loop.forward()
        .backward(
            b ->
                b.failure =
                    new IllegalStateException(
                        "element 0 of tensors does not require grad and does not have a grad_fn"));
    assertNamed(loop.verdicts);
  }

  @Test
  void ofAWriteInPlaceIsTheMakersThatTheEngineNames() {
    HandLoop loop = new HandLoop(make("in-place-modification"), run);
    loop.forward()
        .backward(
            b ->
                b.failure =
                    new IllegalStateException(
                        "one of the variables needed for gradient computation has been modified by"
                            + " an inplace operation: [FloatTensor [4]], which is output 0 of"
                            + " TanhBackward0, is at version 1"));
    assertNamed(loop.verdicts);
  }

  @Test
  void ofAnActivation() {
    ActivationObservation a = new ActivationObservation();
    a.block = "03LogRate";
    a.function = "exp";
    a.location = "Train.java:31";
    a.origin = LOG;
    assertNamed(List.of(make("non-finite-activation").onActivation(a)));
  }

  @Test
  void ofABackwardThroughAFreedGraphAndItsOwnLineStays() {
    HandLoop loop = new HandLoop(make("backward-twice"), run);
    loop.forward()
        .backward(b -> b.failure = new IllegalStateException("through the graph a second time"));
    Verdict told = loop.verdicts.get(0);
    assertEquals("log at A.b(A.java:7)", told.origin());
    assertEquals("", told.location());
    assertTrue(told.message().endsWith("had saved: log(0) at [3]."), told.message());
  }

  @Test
  void ofAForwardThatWasNotRecordedTheLinesThatFollowed() {
    HandLoop loop = new HandLoop(make("forward-not-recorded"), run);
    loop.unrecorded()
        .backward(b -> b.failure = new IllegalStateException("element 0 does not require grad"));
    String message = loop.verdicts.get(0).message();
    assertTrue(message.contains("begun only at A.b(A.java:8)"), message);
    assertTrue(message.contains("backward at A.b(A.java:9)"), message);
  }
}
