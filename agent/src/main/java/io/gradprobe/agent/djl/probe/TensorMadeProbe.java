package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** A native tensor gets its array. */
public final class TensorMadeProbe {
  private TensorMadeProbe() {}

  /** After the constructor. Counted even while watching is switched off. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This PtNDArray array, @Advice.Argument(1) long handle) {
    TensorCounts.made(array, handle);
  }
}
