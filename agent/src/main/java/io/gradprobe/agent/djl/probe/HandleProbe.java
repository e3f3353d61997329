package io.gradprobe.agent.djl.probe;

import ai.djl.util.NativeResource;
import net.bytebuddy.asm.Advice;

/** Something uses a native resource. */
public final class HandleProbe {
  private HandleProbe() {}

  /** Before {@code NativeResource.getHandle}. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter(@Advice.This NativeResource<?> resource) {
    if (resource.isReleased()) {
      Closings.used(resource);
    }
    if (DeviceCopies.watching) {
      DeviceCopies.used(resource);
    }
  }
}
