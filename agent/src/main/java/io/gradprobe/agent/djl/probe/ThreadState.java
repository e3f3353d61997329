package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDList;
import io.gradprobe.runtime.TrainingRun;
import java.lang.ref.WeakReference;

/** What one thread is inside of. */
final class ThreadState {
  private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

  /** Nested forward calls, of which only the outermost is a signal. */
  int forwardDepth;

  /** Nested calls of DJL's evaluation routines. */
  int evaluationDepth;

  /** Nested calls of DJL's predictor. */
  int inferenceDepth;

  /** Whether a gradient collector is open that this thread has opened. */
  boolean collecting;

  /** Whether this thread has run a backward: then it trains. */
  boolean trains;

  /** Nested calls of {@code zeroGradients}, whose own operations are no signals. */
  int clearingDepth;

  /** The run of the trainer whose forward is under way; null where there is none. */
  TrainingRun forwardRun;

  /** Whether the outermost forward is one in training mode. */
  boolean forwardTraining;

  /** Whether the outermost forward's begin was told to a run. */
  boolean forwardTold;

  /** Handle of the latest result of a multiplication or division. */
  long scaledHandle;

  /** Runs whose forward or backward this thread is inside of. */
  TrainingRun[] backwardRuns = {};

  /** The run that the latest backward on this thread reached first. */
  TrainingRun lastRun;

  /** The run whose trainer's step is under way; null where there is none. */
  TrainingRun steppingRun;

  /** What went into the latest outermost training forward. */
  WeakReference<NDList> inputs;

  static ThreadState current() {
    return CURRENT.get();
  }
}
