package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/**
 * An in-place operation with two operands, which may write a weight or a gradient. Not suppressed:
 * it may skip the write or stop the program where the user asked for that; all else ends at its
 * breaker.
 */
public final class InPlaceProbe {
  private InPlaceProbe() {}

  /** Before the operation; true skips it. */
  @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, inline = false)
  public static boolean enter(
      @Advice.Argument(0) PtNDArray target,
      @Advice.Argument(1) PtNDArray operand,
      @Advice.Origin("#m") String operation) {
    return Forwards.isOn() && Writes.begin(target, operand, operation);
  }

  /** After the operation. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(0) PtNDArray target,
      @Advice.Argument(1) PtNDArray operand,
      @Advice.Origin("#m") String operation,
      @Advice.Enter boolean skipped,
      @Advice.Thrown Throwable failure) {
    if (skipped || !Forwards.isOn()) {
      return;
    }
    if (failure != null) {
      Writes.failed(target, failure);
    } else {
      Writes.end(target, operand, operation);
    }
  }
}
