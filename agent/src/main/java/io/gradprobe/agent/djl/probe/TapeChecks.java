package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.TrainingRun;

/** Has the gradients of taped runs checked between a backward and what is done with them. */
final class TapeChecks {
  private TapeChecks() {}

  /** A backward begins: which gradients will be its own, and not added to others? */
  static void begin(ThreadState thread, TrainingRun[] runs) {
    thread.clean = null;
    for (int i = 0; i < runs.length; i++) {
      Tape tape = Tape.of(runs[i]);
      if (tape != null) {
        thread.clean = thread.clean == null ? new boolean[runs.length][] : thread.clean;
        thread.clean[i] = clean(tape, runs[i]);
      }
    }
  }

  private static boolean[] clean(Tape tape, TrainingRun run) {
    boolean[] clean = new boolean[run.parameterCount()];
    for (TapeValue value : tape.values()) {
      ParameterRef parameter = value.parameter;
      if (parameter != null && parameter.run() == run) {
        clean[parameter.index()] = !(parameter.access().gradientSquares() > 0);
      }
    }
    return clean;
  }

  /** It has ended. */
  static void end(ThreadState thread, TrainingRun[] runs, Throwable failure) {
    boolean[][] clean = thread.clean;
    thread.clean = null;
    for (int i = 0; clean != null && i < runs.length; i++) {
      Tape tape = clean[i] == null ? null : Tape.of(runs[i]);
      if (tape != null && failure == null) {
        check(thread, tape, runs[i], clean[i]);
      }
    }
  }

  private static void check(ThreadState thread, Tape tape, TrainingRun run, boolean[] clean) {
    boolean tapping = thread.tapping;
    thread.replaying = true;
    thread.tapping = true;
    try {
      TapedStep step = null;
      String reason = "";
      try {
        step = new TapedStep(run, tape, (PtNDArray) thread.target, clean);
      } catch (RuntimeException e) {
        reason = e.getMessage() == null ? e.toString() : e.getMessage();
      }
      if (step == null) {
        run.gradientsNotChecked(reason);
      } else {
        run.checkGradients(step, "");
      }
    } finally {
      thread.tapping = tapping;
      thread.replaying = false;
      tape.leave(run);
    }
  }
}
