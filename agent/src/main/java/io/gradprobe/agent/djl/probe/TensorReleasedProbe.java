package io.gradprobe.agent.djl.probe;

import net.bytebuddy.asm.Advice;

/** A native tensor is released. */
public final class TensorReleasedProbe {
  private TensorReleasedProbe() {}

  /** Before {@code JniUtils.deleteNDArray}. Counted even while watching is switched off. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter(@Advice.Argument(0) long handle) {
    TensorCounts.released(handle);
    Closings.released(handle);
  }
}
