package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import net.bytebuddy.asm.Advice;

/** A forward of a block that is given the labels too; always in training mode. */
public final class BlockForwardWithLabelsProbe {
  private BlockForwardWithLabelsProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter(@Advice.This Block block) {
    if (!Forwards.isOn()) {
      return false;
    }
    Forwards.begin(block, true);
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Block block,
      @Advice.Argument(1) NDList inputs,
      @Advice.Return NDList outputs,
      @Advice.Enter boolean begun,
      @Advice.Thrown Throwable failure) {
    if (begun) {
      Forwards.end(block, inputs, outputs, failure);
    }
  }
}
