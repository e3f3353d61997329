package io.gradprobe.agent.djl.probe;

import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import io.gradprobe.runtime.TrainingRun;
import net.bytebuddy.asm.Advice;

/** A pass over a dataset begins. */
public final class IterateDatasetProbe {
  private IterateDatasetProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter(@Advice.This Trainer trainer, @Advice.Argument(0) Dataset dataset) {
    TrainingRun run = Forwards.isOn() ? Runs.of(trainer) : null;
    if (run != null) {
      Runs.iterates(run, dataset);
      if (ThreadState.current().evaluationDepth == 0 && !Runs.validates(run)) {
        run.passBegin();
      }
    }
  }
}
