package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/**
 * An operation that overwrites a tensor, which may be a weight or a gradient. Not suppressed, for
 * the same reason as {@link InPlaceProbe}.
 */
public final class InPlaceSetProbe {
  private InPlaceSetProbe() {}

  /** Before the operation; true skips it. */
  @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, inline = false)
  public static boolean enter(
      @Advice.Argument(0) PtNDArray target, @Advice.Origin("#m") String operation) {
    return Forwards.isOn() && Writes.begin(target, null, operation);
  }

  /** After the operation. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(0) PtNDArray target,
      @Advice.Origin("#m") String operation,
      @Advice.Enter boolean skipped,
      @Advice.Thrown Throwable failure) {
    if (skipped || !Forwards.isOn()) {
      return;
    }
    if (failure != null) {
      Writes.failed(target, failure);
    } else {
      Writes.end(target, null, operation);
    }
  }
}
