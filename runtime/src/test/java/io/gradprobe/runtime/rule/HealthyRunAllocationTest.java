package io.gradprobe.runtime.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.observe.WriteObservation;
import java.lang.management.ManagementFactory;
import org.junit.jupiter.api.Test;

/** On a healthy run the rules that work on the training thread say nothing and allocate nothing. */
class HealthyRunAllocationTest {

  private static final int WARM_UP = 20_000;
  private static final int STEPS = 20_000;

  private final HandRun run = HandRun.with("a_weight", "a_bias", "b_weight");
  private final ForwardObservation forward = new ForwardObservation();
  private final BackwardObservation backward = new BackwardObservation();
  private final ClearObservation clear = new ClearObservation();
  private final ClipObservation clip = new ClipObservation();
  private final StepObservation step = new StepObservation();
  private final WriteObservation write = new WriteObservation();
  private final Rule[] rules =
      RuleCatalogue.all().stream().map(e -> Rules.make(e.info().id())).toArray(Rule[]::new);
  private int said;

  @Test
  void isSilentAndFree() {
    prepare();
    for (int i = 0; i < WARM_UP; i++) {
      oneStep();
    }
    ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long before = threads.getThreadAllocatedBytes(Thread.currentThread().getId());
    for (int i = 0; i < STEPS; i++) {
      oneStep();
    }
    long allocated = threads.getThreadAllocatedBytes(Thread.currentThread().getId()) - before;
    assertEquals(0, said);
    assertTrue(allocated < STEPS, allocated + " bytes in " + STEPS + " steps");
  }

  private void prepare() {
    run.parameters.forEach(p -> p.gradient(0.1));
    run.info();
    forward.run = run;
    forward.block = "SequentialBlock";
    forward.training = true;
    forward.recording = true;
    forward.trainable = true;
    forward.modeSensitiveBlock = "02Dropout";
    backward.run = run;
    backward.targetElements = 1;
    backward.lossRead = true;
    backward.loss = 0.7;
    backward.recordedForwards = 1;
    backward.modeSensitiveBlock = "02Dropout";
    backward.location = "Train.java:10";
    clear.run = run;
    clip.run = run;
    step.run = run;
    step.measured = true;
    step.gradientNorm = 1;
    step.learningRateKnown = true;
    step.learningRate = 0.1;
    step.oneBackwardLine = true;
    step.averaged = true;
    step.clipped = true;
    step.clipFactor = 1;
    step.clipLimit = 1;
    write.run = run;
  }

  private void oneStep() {
    for (Rule rule : rules) {
      say(rule.onClear(clear));
      forward.backwardsSinceForward = 2;
      say(rule.onForward(forward));
      for (int k = 0; k < 2; k++) {
        backward.first = run.backwards == 0;
        backward.backwardsSinceStep = k;
        say(rule.onBackwardBegin(backward));
        say(rule.onBackwardEnd(backward));
      }
      clip.backwardsSinceStep = 2;
      say(rule.onClip(clip));
      step.backwardsSinceStep = 2;
      step.backwardsAnywhere = 2;
      say(rule.onStepBegin(step));
      say(rule.onStepEnd(step));
      say(rule.onWrite(write));
    }
    run.backwards += 2;
    run.step++;
  }

  private void say(Object verdict) {
    if (verdict != null) {
      said++;
    }
  }
}
