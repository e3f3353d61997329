package io.gradprobe.agent.djl.probe;

import net.bytebuddy.asm.Advice;
import net.bytebuddy.implementation.bytecode.assign.Assigner;

/** An operation of the engine, with all that it takes to call it once more. */
public final class TapeProbe {
  private TapeProbe() {}

  /** Before it. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static Object enter(
      @Advice.Origin("#m#s") String method,
      @Advice.Origin("#m") String name,
      @Advice.AllArguments Object[] arguments) {
    return Forwards.isOn() ? Tape.begin(method, name, arguments) : null;
  }

  /** After it. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.Enter Object begun,
      @Advice.Return(typing = Assigner.Typing.DYNAMIC) Object result,
      @Advice.Thrown Throwable failure) {
    if (begun != null) {
      Tape.end(begun, result, failure);
    }
  }
}
