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
  TrainingRun[] backwardRuns = Backwards.NONE;

  /** The run that the latest backward on this thread reached first; null where none. */
  TrainingRun lastRun;

  /** Identity of what the latest of libtorch's losses gave, until a backward; 0 for none. */
  long lossIdentity;

  /** The function that gave it. */
  String lossFunction = "";

  /** How many classes it told apart; -1 where unknown. */
  int lossClasses = -1;

  /** Identity of what the latest multiplication or division by a number gave; 0 for none. */
  long scaledIdentity;

  static ThreadState current() {
    return CURRENT.get();
  }
}
