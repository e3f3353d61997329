package io.gradprobe.agent.djl.probe;

import ai.djl.Model;
import net.bytebuddy.asm.Advice;

/** The parameters of a model are loaded. */
public final class ModelLoadProbe {
  private ModelLoadProbe() {}

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
      @Advice.This Model model, @Advice.Enter boolean begun, @Advice.Thrown Throwable failure) {
    if (begun) {
      Loads.end(model.getBlock(), failure);
    }
  }
}
