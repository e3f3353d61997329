package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.AgentCore;
import net.bytebuddy.asm.Advice;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;

/**
 * DL4J's updater turns gradients into what is subtracted. Not suppressed: it may skip the update or
 * stop the program where the user asked for that; all else that it throws ends at its breaker.
 */
public final class UpdateProbe {
  private UpdateProbe() {}

  /** Before the update; true skips it: the gradients are 0 then, and so is what is subtracted. */
  @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class, inline = false)
  public static boolean enter(
      @Advice.This BaseMultiLayerUpdater<?> updater,
      @Advice.Argument(0) Gradient gradient,
      @Advice.Argument(3) int batchSize) {
    NetworkRun run = AgentCore.isOn() ? run(updater) : null;
    return run != null && run.updateBegins(gradient, batchSize);
  }

  /** After the update. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(
      @Advice.This BaseMultiLayerUpdater<?> updater,
      @Advice.Argument(1) int iteration,
      @Advice.Argument(2) int epoch,
      @Advice.Thrown Throwable failure) {
    NetworkRun run = AgentCore.isOn() ? run(updater) : null;
    if (run != null) {
      run.updateEnds(updater, iteration, epoch, failure);
    }
  }

  /** The run of an updater's network. That of a single layer, for its pretraining, has none. */
  private static NetworkRun run(BaseMultiLayerUpdater<?> updater) {
    return Runs.known(updater.getNetwork());
  }
}
