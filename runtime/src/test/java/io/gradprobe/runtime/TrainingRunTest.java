package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.collector.Collector;
import io.gradprobe.runtime.collector.StepTimer;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.GradientState;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.StepRecord;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

/** What a run tells of itself: states, steps, epochs, measurements, the summary. */
class TrainingRunTest {
  private final ScriptedMonitor jvm = new ScriptedMonitor("profile=debug");
  private final ScriptedRun run =
      jvm.trainer(ArrayParameter.float32("w", 3, -4), ArrayParameter.float64("b", 0.5));

  private GradientState state(int parameter) {
    return run.run.parameter(parameter).gradientState();
  }

  @Test
  void testStatesOfAGradient() {
    assertEquals(GradientState.UNKNOWN, state(0));
    run.forwardThrough(0).backward(1);
    assertEquals(GradientState.ACCUMULATED, state(0));
    assertEquals(1, run.run.parameter(0).accumulated());
    assertEquals(GradientState.CLEARED, state(1), "memory shows that there is no gradient");
    run.forward().backward(1, 1);
    assertEquals(2, run.run.parameter(0).accumulated());
    assertEquals(1, run.run.parameter(1).accumulated());
    run.stepKeepingGradients();
    assertEquals(GradientState.CONSUMED, state(0));
    assertEquals(0, run.run.parameter(0).accumulated());
    assertTrue(run.run.parameter(0).everUpdated());
    run.zeroGrad();
    assertEquals(GradientState.CLEARED, state(0));
    run.forward().backward(1, 1).step();
    assertEquals(GradientState.CLEARED, state(0), "the engine clears what it has used");
    jvm.shutdown();
  }

  @Test
  void testUseInForwardIsForgottenWithTheStep() {
    assertFalse(run.run.parameter(0).usedInForward());
    run.forwardThrough(1);
    assertFalse(run.run.parameter(0).usedInForward());
    assertTrue(run.run.parameter(1).usedInForward());
    run.backward(0, 1).step();
    assertFalse(run.run.parameter(1).usedInForward());
    assertTrue(jvm.arrays(ArrayParameter.float32("x", 1)).run.parameter(0).usedInForward());
    jvm.shutdown();
  }

  @Test
  void testFailedBackwardAddsNothing() {
    run.forward().backwardFails("something else");
    assertEquals(0, run.run.backwards());
    assertEquals(0, run.run.parameter(0).accumulated());
    run.forward().backward(1, 1).step();
    jvm.assertHealthy();
    assertEquals(1, jvm.gathered.steps.get(0).backwards());
  }

  @Test
  void testRecordOfAStep() {
    run.loss(0.75).forward().forward().backward(3, 4).step();
    run.loss(0.5).forward().backward(1, 1).step();
    jvm.assertHealthy();
    StepRecord first = jvm.gathered.steps.get(0);
    assertEquals(run.run.info().id(), first.run());
    assertEquals(0, first.step());
    assertEquals(-1, first.epoch());
    assertEquals(0.75, first.loss());
    assertEquals(Math.sqrt(9 + 9 + 16), first.gradientNorm(), 1e-6);
    assertEquals(ScriptedRun.RATE, first.learningRate());
    assertEquals(64, first.batchSize());
    assertEquals(1, first.backwards());
    assertTrue(first.sampled());
    assertTrue(first.endNanos() > first.startNanos());
    assertTrue(first.forwardNanos() > 0 && first.backwardNanos() > 0);
    assertTrue(first.optimizerNanos() > 0);
    long parts = first.forwardNanos() + first.backwardNanos() + first.optimizerNanos();
    assertTrue(parts + first.dataNanos() <= first.durationNanos());
    StepRecord second = jvm.gathered.steps.get(1);
    assertEquals(1, second.step());
    assertEquals(0.5, second.loss());
    assertEquals(32, second.batchSize());
    assertEquals(first.endNanos(), second.startNanos());
  }

  @Test
  void testMeasurementsOfAStep() {
    run.forward().backward(2, ScriptedRun.NONE).stepWithDecay(0.1);
    jvm.shutdown();
    MeasuredStep step = jvm.gathered.measured.get(0);
    assertTrue(step.updatesMeasured());
    assertEquals(0.1, step.weightDecay());
    assertEquals(ScriptedLocator.place(ScriptedRun.BACKWARD), step.backwardLocation());
    assertEquals(ScriptedLocator.place(ScriptedRun.STEP), step.stepLocation());
    ParameterMeasurement w = step.parameters().get(0);
    assertEquals("w", w.parameter().name());
    assertEquals(2 * Math.sqrt(2), w.gradient().norm, 1e-6);
    assertEquals(5, w.weightRms() * Math.sqrt(2), 1e-6);
    assertTrue(w.changed());
    double newW = (3 - 0.02) * 0.999;
    double newV = (-4 - 0.02) * 0.999;
    assertEquals(
        Math.sqrt(((3 - newW) * (3 - newW) + (4 + newV) * (4 + newV)) / 2), w.updateRms(), 1e-6);
    assertEquals(w.updateRms() / w.weightRms(), w.updateRatio(), 1e-12);
    assertEquals(newW, w.weight().max, 1e-6);
    ParameterMeasurement b = step.parameters().get(1);
    assertNull(b.gradient());
    assertTrue(b.gradientAbsent());
    assertTrue(b.usedInForward());
  }

  @Test
  void testMeasurementIsACopy() {
    run.forward().backward(2, 2).step();
    run.forward().backward(3, 3).step();
    jvm.shutdown();
    assertEquals(2, jvm.gathered.measured.get(0).parameters().get(0).gradient().max);
    assertEquals(3, jvm.gathered.measured.get(1).parameters().get(0).gradient().max);
  }

  @Test
  void testUnreadableParametersAreLeftOut() {
    run.parameters[0].released = true;
    run.forward().backward(2, 2).step();
    jvm.assertHealthy();
    ParameterMeasurement w = jvm.gathered.measured.get(0).parameters().get(0);
    assertNull(w.gradient());
    assertFalse(w.gradientAbsent());
    assertNull(w.weight());
    assertTrue(Double.isNaN(w.updateRms()));
    assertNotNull(jvm.gathered.measured.get(0).parameters().get(1).gradient());
    assertFalse(run.run.isReleased());
    run.parameters[1].released = true;
    assertTrue(run.run.isReleased());
  }

  @Test
  void testEpochsOfALoopOverADataset() {
    for (int epoch = 0; epoch < 3; epoch++) {
      run.pass();
      assertEquals(epoch, run.run.epoch());
      for (int i = 0; i < 4; i++) {
        run.loss(epoch + i).forward().backward(0.1, 0.1).step();
      }
    }
    jvm.assertHealthy();
    assertEquals(List.of(0, 1, 2), jvm.gathered.epochs.stream().map(EpochRecord::epoch).toList());
    assertEquals(
        List.of(1.5, 2.5, 3.5), jvm.gathered.epochs.stream().map(EpochRecord::trainLoss).toList());
    assertEquals(
        List.of(4L, 8L, 12L), jvm.gathered.epochs.stream().map(EpochRecord::step).toList());
    assertEquals(2, jvm.gathered.steps.get(11).epoch());
  }

  @Test
  void testPassesWithoutStepsAreNoEpochs() {
    for (int epoch = 0; epoch < 2; epoch++) {
      run.pass();
      run.forward().backward(0.1, 0.1).step();
      run.pass().evaluate();
    }
    jvm.assertHealthy();
    assertEquals(List.of(0, 1), jvm.gathered.epochs.stream().map(EpochRecord::epoch).toList());
  }

  @Test
  void testMetricsThatComeAfterAPassForValidation() {
    for (int epoch = 0; epoch < 3; epoch++) {
      run.pass();
      for (int i = 0; i < 4; i++) {
        run.loss(epoch + i).forward().backward(0.1, 0.1).step();
      }
      run.pass().evaluate();
      run.epochEnd(Map.of("train_loss", 1.0, "validate_loss", epoch + 0.5));
    }
    jvm.assertHealthy();
    assertEquals(List.of(0, 1, 2), jvm.gathered.epochs.stream().map(EpochRecord::epoch).toList());
    assertEquals(
        List.of(0.5, 1.5, 2.5),
        jvm.gathered.epochs.stream().map(EpochRecord::validationLoss).toList());
    assertEquals(
        List.of(4L, 8L, 12L), jvm.gathered.epochs.stream().map(EpochRecord::step).toList());
  }

  @Test
  void testEpochWhoseMetricsNeverComeEndsWithTheNextTraining() {
    run.pass();
    run.loss(2).forward().backward(0.1, 0.1).step();
    run.pass().evaluate();
    run.pass();
    run.loss(1).forward().backward(0.1, 0.1).step();
    run.run.end();
    jvm.assertHealthy();
    assertEquals(
        List.of(2.0, 1.0), jvm.gathered.epochs.stream().map(EpochRecord::trainLoss).toList());
    assertEquals(List.of(0, 1), jvm.gathered.steps.stream().map(StepRecord::epoch).toList());
  }

  @Test
  void testEpochsThatTheFrameworkTells() {
    for (int epoch = 0; epoch < 2; epoch++) {
      run.pass().forward().backward(0.1, 0.1).step();
      run.epochEnd(Map.of("train_loss", 0.25, "validate_loss", 0.5, "train_Accuracy", 0.9));
    }
    jvm.assertHealthy();
    assertEquals(2, jvm.gathered.epochs.size());
    EpochRecord last = jvm.gathered.epochs.get(1);
    assertEquals(1, last.epoch());
    assertEquals(0.25, last.trainLoss());
    assertEquals(0.5, last.validationLoss());
    assertEquals(0.9, last.metrics().get("train_Accuracy"));
  }

  @Test
  void testSummary() {
    run.pass();
    for (int i = 0; i < 10; i++) {
      run.loss(10 - i).forward().backward(0.1, 0.1).step();
    }
    run.run.end();
    jvm.assertHealthy();
    RunSummary summary = jvm.gathered.summaries.get(0);
    assertEquals(1, jvm.gathered.summaries.size());
    assertEquals(10, summary.steps());
    assertEquals(1, summary.epochs());
    assertEquals(10, summary.backwards());
    assertEquals(320, summary.samples());
    assertEquals(10, summary.firstLoss());
    assertEquals(1, summary.lastLoss());
    assertEquals(10, summary.measuredSteps());
    assertEquals(0, summary.dropped());
    assertTrue(summary.probeNanos() > 0 && summary.durationNanos() > summary.probeNanos());
  }

  @Test
  void testHandWrittenStepEndsWithTheNextCall() {
    ScriptedRun arrays = jvm.arrays(ArrayParameter.float32("x", 1));
    arrays.forward().backward(0.1).update();
    assertEquals(0, arrays.run.steps());
    arrays.zeroGrad();
    assertEquals(1, arrays.run.steps());
    arrays.forward().backward(0.1).update();
    arrays.run.end();
    assertEquals(2, arrays.run.steps());
    jvm.assertHealthy();
  }

  @Test
  void testForwardThatThrowsLeavesNothingInFlight() {
    run.run.forwardBegin(true);
    run.run.forwardFailed(true);
    run.forward().backward(0.1, 0.1).step();
    jvm.assertHealthy();
  }

  /** Counts phases that begin and end by name. */
  private static final class PhaseCounter implements StepTimer, Collector {
    final Map<String, Integer> counts = new TreeMap<>();

    private void count(String what) {
      counts.merge(what, 1, Integer::sum);
    }

    @Override
    public String name() {
      return "phases";
    }

    @Override
    public StepTimer stepTimer() {
      return this;
    }

    @Override
    public boolean isOn() {
      return true;
    }

    @Override
    public Object phaseBegin(Phase phase) {
      count(phase.label() + " begins");
      return phase;
    }

    @Override
    public void phaseEnd(Object token, String run, long step, Phase phase) {
      assertEquals(phase, token);
      count(phase.label() + " ends");
    }

    @Override
    public Object stepBegin() {
      count("step begins");
      return this;
    }

    @Override
    public void stepEnd(Object token, StepRecord step) {
      count("step ends");
    }

    @Override
    public void finding(Finding finding) {
      count("finding");
    }
  }

  @Test
  void testEveryPhaseThatBeginsEndsOnce() {
    PhaseCounter counter = new PhaseCounter();
    ScriptedMonitor timed = new ScriptedMonitor("", counter);
    ScriptedRun one = timed.trainer(ArrayParameter.float32("w", 1));
    for (int i = 0; i < 10; i++) {
      one.forward().backward(0.1).step();
    }
    // The last step's end begins a data phase that no further step ends.
    one.forward();
    Map<String, Integer> expected = new TreeMap<>();
    for (String phase : List.of("backward", "optimizer")) {
      expected.put(phase + " begins", 10);
      expected.put(phase + " ends", 10);
    }
    expected.put("forward begins", 11);
    expected.put("forward ends", 11);
    expected.put("loss begins", 11);
    expected.put("loss ends", 10);
    expected.put("data begins", 10);
    expected.put("data ends", 10);
    expected.put("step begins", 11);
    expected.put("step ends", 10);
    assertEquals(expected, counter.counts);
    timed.shutdown();
  }

  @Test
  void testModeSensitiveBlock() {
    assertEquals("01Dropout", run.run.modeSensitiveBlock());
    assertEquals("", jvm.arrays(ArrayParameter.float32("x", 1)).run.modeSensitiveBlock());
    jvm.shutdown();
  }
}
