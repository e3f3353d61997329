package io.gradprobe.agent.djl.probe;

import ai.djl.training.Trainer;
import net.bytebuddy.asm.Advice;

/** A trainer has initialised its model: the run's parameters are known. */
public final class TrainerInitializeProbe {
  private TrainerInitializeProbe() {}

  /** After {@code Trainer.initialize}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Trainer trainer) {
    if (Forwards.isOn()) {
      Runs.of(trainer);
    }
  }
}
