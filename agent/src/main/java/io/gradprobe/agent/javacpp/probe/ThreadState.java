package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.runtime.TrainingRun;

/** What one thread is inside of. */
final class ThreadState {
  private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

  /** Nested forwards of modules, of which only the outermost is a signal. */
  int forwardDepth;

  /** The run whose module's forward is under way; null where there is none. */
  TrainingRun forwardRun;

  /** Whether that forward is one in training mode. */
  boolean forwardTraining;

  /** Nested backwards: a function of the user's may call one inside of another. */
  int backwardDepth;

  /** Runs that the backward under way reaches. */
  OptimizerRef[] backwardRuns = Backwards.NONE;

  /** The run that the latest backward on this thread reached first; null where none. */
  OptimizerRef lastRun;

  /** Whether a step of an optimizer is under way, whose closure may do anything. */
  boolean stepping;

  static ThreadState current() {
    return CURRENT.get();
  }
}
