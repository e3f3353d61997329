package io.gradprobe.agent.djl.probe;

import ai.djl.training.Trainer;
import io.gradprobe.runtime.TrainingRun;
import net.bytebuddy.asm.Advice;

/**
 * An optimizer step of a trainer. Not suppressed: it may skip the step or stop the program where
 * the user asked for that; all else that it throws ends at its breaker.
 */
public final class TrainerStepProbe {
  private TrainerStepProbe() {}

  /** Before the step; true skips it. */
  @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, inline = false)
  public static boolean enter(@Advice.This Trainer trainer) {
    if (!Forwards.isOn()) {
      return false;
    }
    TrainingRun run = Runs.of(trainer);
    return run != null && Steps.begin(run);
  }

  /** After the step. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Trainer trainer,
      @Advice.Enter boolean skipped,
      @Advice.Thrown Throwable failure) {
    TrainingRun run = Runs.known(trainer);
    if (run != null && !skipped) {
      Steps.end(run, failure);
    }
  }
}
