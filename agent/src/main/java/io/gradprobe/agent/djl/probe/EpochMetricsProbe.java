package io.gradprobe.agent.djl.probe;

import ai.djl.training.Trainer;
import ai.djl.training.listener.EvaluatorTrainingListener;
import io.gradprobe.runtime.TrainingRun;
import java.util.HashMap;
import java.util.Map;
import net.bytebuddy.asm.Advice;

/** The evaluators' results of an epoch are there. */
public final class EpochMetricsProbe {
  private EpochMetricsProbe() {}

  /** After {@code EvaluatorTrainingListener.onEpoch}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This EvaluatorTrainingListener listener, @Advice.Argument(0) Trainer trainer) {
    TrainingRun run = Forwards.isOn() ? Runs.known(trainer) : null;
    if (run == null) {
      return;
    }
    String lossName = trainer.getLoss().getName();
    Map<String, Double> metrics = new HashMap<>();
    listener
        .getLatestEvaluations()
        .forEach(
            (name, value) ->
                metrics.put(
                    name.endsWith("_" + lossName)
                        ? name.substring(0, name.length() - lossName.length()) + "loss"
                        : name,
                    value == null ? Double.NaN : value.doubleValue()));
    run.epochEnded(metrics);
  }
}
