package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Block;
import net.bytebuddy.asm.Advice;

/** A block gets a child. */
public final class ChildBlockProbe {
  private ChildBlockProbe() {}

  /** After {@code AbstractBlock.addChildBlock}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Argument(1) Block child) {
    ChildBlocks.added(child);
  }
}
