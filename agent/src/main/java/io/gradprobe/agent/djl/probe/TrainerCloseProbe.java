package io.gradprobe.agent.djl.probe;

import ai.djl.training.Trainer;
import net.bytebuddy.asm.Advice;

/** A trainer is closed. */
public final class TrainerCloseProbe {
  private TrainerCloseProbe() {}

  /** Before the call, while the tensors are still there. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter(@Advice.This Trainer trainer) {
    Runs.close(trainer);
  }
}
