package io.gradprobe.agent.djl.probe;

import ai.djl.training.Trainer;
import ai.djl.training.dataset.Dataset;
import io.gradprobe.runtime.TrainingRun;
import java.util.Map;
import net.bytebuddy.asm.Advice;

/** DJL's own training loop. */
public final class FitProbe {
  private FitProbe() {}

  /** Before the call. */
  @Advice.OnMethodEnter(suppress = Throwable.class, inline = false)
  public static void enter(
      @Advice.Argument(0) Trainer trainer,
      @Advice.Argument(2) Dataset training,
      @Advice.Argument(3) Dataset validation) {
    TrainingRun run = Forwards.isOn() ? Runs.of(trainer) : null;
    if (run != null) {
      Runs.roles(run, training, validation);
    }
  }

  /** After the call: its last epoch has ended. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Argument(0) Trainer trainer) {
    TrainingRun run = Forwards.isOn() ? Runs.known(trainer) : null;
    if (run != null) {
      run.passBegin();
      run.epochEnded(Map.of());
    }
  }
}
