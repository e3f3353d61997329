package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.nn.Parameter;
import net.bytebuddy.asm.Advice;

/** One parameter is loaded. */
public final class ParameterLoadProbe {
  private ParameterLoadProbe() {}

  /** Before the call: the array until now; the parameter itself where it has none. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static Object enter(@Advice.This Parameter parameter) {
    if (!Forwards.isOn()) {
      return null;
    }
    Loads.begin();
    return parameter.isInitialized() ? parameter.getArray() : parameter;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Parameter parameter,
      @Advice.Enter Object before,
      @Advice.Thrown Throwable failure) {
    if (before == null) {
      return;
    }
    NDArray array = parameter.isInitialized() ? parameter.getArray() : null;
    if (failure != null) {
      Loads.failed(parameter);
    } else if (array != null && array != before) {
      Loads.loaded(parameter);
    }
    Loads.end(null, failure);
  }
}
