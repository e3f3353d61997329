package io.gradprobe.agent.javacpp.probe;

import net.bytebuddy.asm.Advice;
import org.bytedeco.javacpp.Pointer;

/** A Java object has got its native one. */
public final class PointerMadeProbe {
  private PointerMadeProbe() {}

  /** After {@code Pointer.init}; the third argument is 0 where the object does not own it. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Pointer pointer, @Advice.Argument(2) long owner) {
    if (owner != 0) {
      PointerCounts.made(pointer);
    }
  }
}
