package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Parameter;
import net.bytebuddy.asm.Advice;

/** A parameter may get another array. */
public final class ParameterArrayProbe {
  private ParameterArrayProbe() {}

  /** After {@code Parameter.setArray} and {@code initialize}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Parameter parameter) {
    ParameterRef ref = Forwards.isOn() ? Runs.of(parameter) : null;
    if (ref != null && parameter.isInitialized() && parameter.getArray() != ref.access().array()) {
      Replacements.changed(parameter, Runs.USER.here());
    }
  }
}
