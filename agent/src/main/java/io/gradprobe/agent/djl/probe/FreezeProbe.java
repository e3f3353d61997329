package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Parameter;
import net.bytebuddy.asm.Advice;

/** A parameter is frozen or unfrozen. */
public final class FreezeProbe {
  private FreezeProbe() {}

  /** After {@code Parameter.freeze}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Parameter parameter, @Advice.Argument(0) boolean freeze) {
    if (Forwards.isOn()) {
      Freezes.changed(parameter, freeze);
    }
  }
}
