package io.gradprobe.agent.nd4j.probe;

import io.gradprobe.agent.AgentCore;
import java.util.Map;
import java.util.Set;
import net.bytebuddy.asm.Advice;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;

/**
 * SameDiff trains on one batch. Not suppressed at its end: it may stop the program where the user
 * asked for that; all else that it throws ends at its breaker.
 */
public final class TrainingIterationProbe {
  private TrainingIterationProbe() {}

  /** Before {@code TrainingSession.trainingIteration}. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static boolean enter(
      @Advice.FieldValue("sameDiff") SameDiff graph,
      @Advice.Argument(0) TrainingConfig settings,
      @Advice.Argument(2) Set<String> trained,
      @Advice.Argument(3) Map<String, GradientUpdater<?>> updaters,
      @Advice.Argument(7) At at) {
    SameDiffRun run = AgentCore.isOn() ? SameDiffs.of(graph, trained, settings) : null;
    SameDiffs.current()[0] = run;
    if (run == null) {
      return false;
    }
    run.begins(updaters, at);
    return true;
  }

  /** After the call. */
  @Advice.OnMethodExit(onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.Argument(0) TrainingConfig settings,
      @Advice.Argument(1) Map<String, INDArray> placeholders,
      @Advice.Argument(7) At at,
      @Advice.Return Loss loss,
      @Advice.Enter boolean begun,
      @Advice.Thrown Throwable failure) {
    SameDiffRun run = SameDiffs.current()[0];
    SameDiffs.current()[0] = null;
    if (begun && run != null) {
      run.ends(settings, placeholders, loss, at, failure);
    }
  }
}
