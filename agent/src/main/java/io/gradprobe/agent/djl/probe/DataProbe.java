package io.gradprobe.agent.djl.probe;

import io.gradprobe.runtime.TrainingRun;
import java.util.List;
import java.util.NoSuchElementException;
import net.bytebuddy.asm.Advice;

/** A batch of data is asked for. */
public final class DataProbe {
  private DataProbe() {}

  /** After the call. */
  @Advice.OnMethodExit(suppress = Throwable.class, onThrowable = Throwable.class, inline = false)
  public static void exit(@Advice.Thrown Throwable failure) {
    // Some programs let this exception end their epochs.
    if (failure == null || failure instanceof NoSuchElementException || !Forwards.isOn()) {
      return;
    }
    TrainingRun run = ThreadState.current().lastRun;
    if (run == null || run.isEnded()) {
      List<TrainingRun> all = Runs.going();
      run = all.size() == 1 ? all.get(0) : null;
    }
    if (run != null) {
      run.failed("data", failure, Runs.USER.thrownAt(failure));
    }
  }
}
