package io.gradprobe.agent.djl.probe;

import java.nio.ByteBuffer;
import net.bytebuddy.asm.Advice;

/** A tensor is made on the memory of a Java buffer. */
public final class HostScalarsProbe {
  private HostScalarsProbe() {}

  /** After {@code JniUtils.createNdFromByteBuffer}. Kept even while watching is switched off. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Argument(1) ByteBuffer buffer) {
    HostScalars.keep(buffer);
  }
}
