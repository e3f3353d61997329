package io.gradprobe.agent.nd4j.probe;

import io.gradprobe.agent.AgentCore;
import net.bytebuddy.asm.Advice;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An array takes over the elements of another one, or a number. Not suppressed: it may stop the
 * program where the user asked for that; all else ends at its breaker.
 */
public final class AssignProbe {
  private AssignProbe() {}

  /** Before the operation. */
  @Advice.OnMethodEnter(inline = false)
  public static Object enter(
      @Advice.This INDArray target,
      @Advice.Argument(0) Object operand,
      @Advice.Origin("#m") String operation) {
    return AgentCore.isOn() ? Writes.begin(target, operation, operand) : null;
  }

  /** After the operation. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This INDArray target, @Advice.Enter Object write, @Advice.Thrown Throwable failure) {
    if (write != null) {
      Writes.end((Writes.Write) write, target, failure);
    }
  }
}
