package io.gradprobe.agent.dl4j.probe;

/** What one thread is inside of. */
final class ThreadState {
  private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

  /** The network whose gradient and score are being computed; null where none is. */
  NetworkRun scoring;

  /** The network whose step is under way; null where none is. */
  NetworkRun stepping;

  /** Nested calls of an optimizer of DL4J's. */
  int solverDepth;

  /** Nested calls that set parameters by DL4J's own means. */
  int settingDepth;

  /** Nested forwards outside of any training. */
  int outputDepth;

  static ThreadState current() {
    return CURRENT.get();
  }
}
