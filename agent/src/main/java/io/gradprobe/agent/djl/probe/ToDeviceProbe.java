package io.gradprobe.agent.djl.probe;

import ai.djl.Device;
import ai.djl.pytorch.engine.PtNDArray;
import net.bytebuddy.asm.Advice;

/** An array is wanted on a device. */
public final class ToDeviceProbe {
  private ToDeviceProbe() {}

  /** After {@code PtNDArray.toDevice}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This PtNDArray source,
      @Advice.Argument(0) Device device,
      @Advice.Return PtNDArray copy) {
    if (copy == null || copy == source || !Forwards.isOn()) {
      return;
    }
    ThreadState thread = ThreadState.current();
    if (thread.forwardDepth == 0 && thread.steppingRun == null) {
      DeviceCopies.made(source, copy, device);
    }
  }
}
