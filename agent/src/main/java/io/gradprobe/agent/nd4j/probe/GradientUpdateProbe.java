package io.gradprobe.agent.nd4j.probe;

import net.bytebuddy.asm.Advice;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/** A gradient is about to become an update. */
public final class GradientUpdateProbe {
  private GradientUpdateProbe() {}

  /** Before {@code GradientUpdater.applyUpdater}. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter(
      @Advice.This GradientUpdater<?> updater, @Advice.Argument(0) INDArray gradient) {
    SameDiffRun run = SameDiffs.current()[0];
    if (run != null) {
      run.gradient(updater, gradient);
    }
  }
}
