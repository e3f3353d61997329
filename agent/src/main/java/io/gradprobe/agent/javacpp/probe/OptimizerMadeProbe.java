package io.gradprobe.agent.javacpp.probe;

import net.bytebuddy.asm.Advice;
import org.bytedeco.pytorch.Optimizer;

/** An optimizer is made. */
public final class OptimizerMadeProbe {
  private OptimizerMadeProbe() {}

  /** After the constructor. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Optimizer optimizer) {
    if (Runs.isOn()) {
      Runs.made(optimizer);
    }
  }
}
