package io.gradprobe.agent.nd4j.probe;

import io.gradprobe.agent.AgentCore;
import net.bytebuddy.asm.Advice;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * An in-place operation with two operands. Not suppressed: it may stop the program where the user
 * asked for that; all else ends at its breaker.
 */
public final class InPlaceProbe {
  private InPlaceProbe() {}

  /** Before the operation. */
  @Advice.OnMethodEnter(inline = false)
  public static Object enter(
      @Advice.Argument(0) Object operand,
      @Advice.Argument(1) INDArray result,
      @Advice.Origin("#m") String operation) {
    return AgentCore.isOn() ? Writes.begin(result, operation, operand) : null;
  }

  /** After the operation. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(1) INDArray result,
      @Advice.Enter Object write,
      @Advice.Thrown Throwable failure) {
    if (write != null) {
      Writes.end((Writes.Write) write, result, failure);
    }
  }
}
