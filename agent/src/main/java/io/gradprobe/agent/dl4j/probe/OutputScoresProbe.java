package io.gradprobe.agent.dl4j.probe;

import net.bytebuddy.asm.Advice;
import org.deeplearning4j.nn.api.Layer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** An output layer has computed what its activation is applied to. */
public final class OutputScoresProbe {
  private OutputScoresProbe() {}

  /** After {@code preOutput2d}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Layer layer, @Advice.Return INDArray scores) {
    NetworkRun run = ThreadState.current().scoring;
    if (run != null && scores != null) {
      run.scored(layer, scores);
    }
  }
}
