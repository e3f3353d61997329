package io.gradprobe.agent.djl.probe;

import io.gradprobe.agent.source.Handlers;
import io.gradprobe.runtime.GradprobeException;
import io.gradprobe.runtime.TrainingRun;
import java.io.EOFException;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.TimeoutException;

/** Exceptions of the user's own code for which a loop that trains leaves batches out. */
final class Caught {
  private Caught() {}

  /** A handler has caught something. */
  static void caught(Throwable failure, int site) {
    if (isWayOfControl(failure) || !Handlers.skipsBatch(site, failure)) {
      return;
    }
    TrainingRun run = ThreadState.current().lastRun;
    if (run == null || run.isEnded()) {
      List<TrainingRun> all = Runs.going();
      run = all.size() == 1 ? all.get(0) : null;
    }
    if (run != null) {
      run.failed("batch", failure, Runs.USER.thrownAt(failure));
    }
  }

  /** Whether programs use it to end a pass, to wait or to stop. */
  private static boolean isWayOfControl(Throwable failure) {
    return failure instanceof NoSuchElementException
        || failure instanceof EOFException
        || failure instanceof InterruptedException
        || failure instanceof TimeoutException
        || failure instanceof GradprobeException;
  }
}
