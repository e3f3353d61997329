package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.collector.StepTimer;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.run.StepRecord;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class StepClockTest {

  /** Writes down what it is told. */
  private static final class Recorder implements StepTimer {
    final List<String> told = new ArrayList<>();
    boolean on = true;

    @Override
    public boolean isOn() {
      return on;
    }

    @Override
    public Object phaseBegin(Phase phase) {
      told.add("begin " + phase.label());
      return phase;
    }

    @Override
    public void phaseEnd(Object token, String run, long step, Phase phase) {
      assertEquals(phase, token);
      told.add("end " + phase.label() + " of " + run + " " + step);
    }

    @Override
    public Object stepBegin() {
      told.add("step begins");
      return this;
    }

    @Override
    public void stepEnd(Object token, StepRecord step) {
      assertEquals(this, token);
      told.add("step ends");
    }

    @Override
    public void finding(Finding finding) {
      told.add("finding");
    }
  }

  private final Recorder timer = new Recorder();
  private final StepClock clock = new StepClock("r1", timer, true);

  private static StepRecord record() {
    return new StepRecord("r1", 0, -1, 0, 0, 0, 0, 1, false, 0, 0, 0, 0, 0, 0, 0);
  }

  @Test
  void testPhasesOfAStep() {
    clock.begin(Phase.FORWARD, 0, 1000);
    clock.end(Phase.FORWARD, 0, 1300);
    clock.begin(Phase.BACKWARD, 0, 1400);
    clock.end(Phase.BACKWARD, 0, 1900);
    clock.begin(Phase.OPTIMIZER, 0, 2000);
    clock.end(Phase.OPTIMIZER, 0, 2050);
    assertEquals(300, clock.spent(Phase.FORWARD));
    assertEquals(500, clock.spent(Phase.BACKWARD));
    assertEquals(50, clock.spent(Phase.OPTIMIZER));
    assertEquals(0, clock.spent(Phase.DATA));
    assertEquals(1000, clock.start(9999));
    clock.stepEnded(record(), 2050);
    assertEquals(
        List.of(
            "step begins",
            "begin forward",
            "end forward of r1 0",
            "begin backward",
            "end backward of r1 0",
            "begin optimizer",
            "end optimizer of r1 0",
            "step ends",
            "begin data"),
        timer.told);
  }

  @Test
  void testPhaseThatComesTwiceAddsUp() {
    clock.begin(Phase.FORWARD, 0, 1000);
    clock.end(Phase.FORWARD, 0, 1300);
    clock.begin(Phase.FORWARD, 0, 2000);
    clock.end(Phase.FORWARD, 0, 2100);
    assertEquals(400, clock.spent(Phase.FORWARD));
  }

  @Test
  void testTimeBetweenStepsIsTheData() {
    clock.begin(Phase.FORWARD, 0, 1000);
    clock.end(Phase.FORWARD, 0, 1300);
    clock.stepEnded(record(), 1500);
    timer.told.clear();
    clock.begin(Phase.FORWARD, 1, 1900);
    assertEquals(400, clock.spent(Phase.DATA));
    assertEquals(1500, clock.start(9999));
    clock.end(Phase.FORWARD, 1, 2000);
    assertEquals(100, clock.spent(Phase.FORWARD));
    assertEquals(
        List.of("end data of r1 1", "step begins", "begin forward", "end forward of r1 1"),
        timer.told);
  }

  @Test
  void testTimeFromForwardToBackwardIsTheLoss() {
    clock.begin(Phase.FORWARD, 0, 1000);
    clock.end(Phase.FORWARD, 0, 1300);
    clock.lossBegins(1300);
    clock.lossEnds(0, 1450);
    clock.lossEnds(0, 1700);
    clock.begin(Phase.BACKWARD, 0, 1450);
    assertEquals(150, clock.spent(Phase.LOSS));
    assertEquals(
        List.of(
            "step begins",
            "begin forward",
            "end forward of r1 0",
            "begin loss",
            "end loss of r1 0",
            "begin backward"),
        timer.told);
  }

  @Test
  void testWithoutForwardsTheTimeBeforeBackwardIsForward() {
    StepClock arrays = new StepClock("r1", timer, false);
    arrays.begin(Phase.BACKWARD, 0, 1000);
    arrays.end(Phase.BACKWARD, 0, 1200);
    arrays.stepEnded(record(), 1300);
    arrays.lossBegins(1400);
    arrays.lossEnds(1, 1500);
    arrays.begin(Phase.BACKWARD, 1, 1800);
    assertEquals(500, arrays.spent(Phase.FORWARD));
    assertEquals(0, arrays.spent(Phase.DATA));
    assertEquals(0, arrays.spent(Phase.LOSS));
  }

  @Test
  void testPauseBeginsNoDataPhase() {
    clock.reset(0);
    assertEquals(List.of(), timer.told);
    clock.begin(Phase.FORWARD, 0, 1000);
    assertEquals(0, clock.spent(Phase.DATA));
  }

  @Test
  void testStepEndForgetsWhatWasSpent() {
    clock.begin(Phase.BACKWARD, 0, 1000);
    clock.end(Phase.BACKWARD, 0, 1300);
    clock.reset(1300);
    assertEquals(0, clock.spent(Phase.BACKWARD));
    assertEquals(5000, clock.start(5000));
  }

  @Test
  void testEvaluationBeginsNoStep() {
    clock.begin(Phase.EVALUATION, 0, 1000);
    clock.end(Phase.EVALUATION, 0, 1300);
    assertEquals(5000, clock.start(5000));
    assertFalse(clock.recording());
    assertEquals(List.of("begin evaluation", "end evaluation of r1 0"), timer.told);
  }

  @Test
  void testEndWithoutBeginIsNothing() {
    clock.end(Phase.BACKWARD, 0, 1300);
    assertEquals(0, clock.spent(Phase.BACKWARD));
    assertEquals(List.of(), timer.told);
  }

  @Test
  void testTimerThatIsOffIsNotCalled() {
    timer.on = false;
    clock.begin(Phase.FORWARD, 0, 1000);
    clock.end(Phase.FORWARD, 0, 1300);
    clock.finding(null);
    clock.stepEnded(record(), 1500);
    assertEquals(List.of(), timer.told);
    assertEquals(0, clock.spent(Phase.FORWARD));
  }

  @Test
  void testTimerThatGoesOffWithinAStepStillHearsWhatItHasBegunEnd() {
    clock.begin(Phase.FORWARD, 0, 1000);
    timer.on = false;
    assertTrue(clock.recording());
    clock.end(Phase.FORWARD, 0, 1300);
    clock.begin(Phase.BACKWARD, 0, 1400);
    clock.end(Phase.BACKWARD, 0, 1500);
    clock.stepEnded(record(), 1500);
    assertEquals(
        List.of("step begins", "begin forward", "end forward of r1 0", "step ends"), timer.told);
  }

  @Test
  void testWorksWithoutTimer() {
    StepClock quiet = new StepClock("r1", null, true);
    quiet.begin(Phase.FORWARD, 0, 1000);
    quiet.end(Phase.FORWARD, 0, 1300);
    quiet.finding(null);
    assertEquals(300, quiet.spent(Phase.FORWARD));
    assertFalse(quiet.recording());
    quiet.stepEnded(record(), 1400);
    assertEquals(0, quiet.spent(Phase.FORWARD));
  }

  @Test
  void testStartIsShownOnTheWallClockToo() {
    long before = System.currentTimeMillis();
    clock.begin(Phase.FORWARD, 0, 1000);
    long after = System.currentTimeMillis();
    assertTrue(clock.startMillis() >= before && clock.startMillis() <= after);
  }
}
