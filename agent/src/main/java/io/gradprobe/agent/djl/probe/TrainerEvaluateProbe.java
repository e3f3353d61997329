package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDList;
import ai.djl.training.Trainer;
import net.bytebuddy.asm.Advice;

/** A forward through a trainer in evaluation mode. */
public final class TrainerEvaluateProbe {
  private TrainerEvaluateProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter(@Advice.This Trainer trainer) {
    if (!Forwards.isOn()) {
      return false;
    }
    Runs.of(trainer);
    Forwards.begin(trainer.getModel().getBlock(), false);
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Trainer trainer,
      @Advice.Argument(0) NDList inputs,
      @Advice.Return NDList outputs,
      @Advice.Enter boolean begun,
      @Advice.Thrown Throwable failure) {
    if (begun) {
      Forwards.end(trainer.getModel().getBlock(), inputs, outputs, failure);
    }
  }
}
