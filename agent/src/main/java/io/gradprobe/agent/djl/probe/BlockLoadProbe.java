package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Block;
import net.bytebuddy.asm.Advice;

/** The parameters of a block are loaded. */
public final class BlockLoadProbe {
  private BlockLoadProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter() {
    if (!Forwards.isOn()) {
      return false;
    }
    Loads.begin();
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Block block, @Advice.Enter boolean begun, @Advice.Thrown Throwable failure) {
    if (begun) {
      Loads.end(block, failure);
    }
  }
}
