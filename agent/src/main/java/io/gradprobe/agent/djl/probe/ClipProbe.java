package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** A clipped copy of a tensor, which may be a gradient. */
public final class ClipProbe {
  private ClipProbe() {}

  /** After {@code JniUtils.clip}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(0) PtNDArray array,
      @Advice.Argument(1) Number min,
      @Advice.Argument(2) Number max) {
    ParameterRef ref = Forwards.isOn() ? Runs.gradient(array) : null;
    if (ref != null) {
      double limit = Math.max(Math.abs(min.doubleValue()), Math.abs(max.doubleValue()));
      ref.run().gradientCopyClipped(ref.index(), limit);
    }
  }
}
