package io.gradprobe.agent.dl4j.probe;

import net.bytebuddy.asm.Advice;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.layers.IOutputLayer;

/** An output layer has computed its part of the score. */
public final class LossProbe {
  private LossProbe() {}

  /** After {@code computeScore}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Object layer, @Advice.Return double score) {
    NetworkRun run = ThreadState.current().scoring;
    if (run != null && layer instanceof IOutputLayer output) {
      run.lossComputed((Layer) layer, output.getLabels(), score);
    }
  }
}
