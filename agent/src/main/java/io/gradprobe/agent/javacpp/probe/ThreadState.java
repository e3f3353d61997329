package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.runtime.TrainingRun;
import java.lang.ref.WeakReference;
import java.util.HashSet;
import java.util.Set;
import org.bytedeco.pytorch.Tensor;

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

  /** Runs of which a module, be it a part, ran forward since the latest backward. */
  final Set<TrainingRun> used = new HashSet<>();

  /**
   * The run that the latest backward on this thread reached first, or whose gradients or weights
   * the thread has changed since; null where none.
   */
  TrainingRun lastRun;

  /** What the latest of libtorch's losses gave, until a backward; null where none has. */
  WeakReference<Tensor> loss;

  /** The function that gave it. */
  String lossFunction = "";

  /** What it was computed from. */
  WeakReference<Tensor> prediction;

  /** What the latest multiplication or division by a number gave; null where none has. */
  WeakReference<Tensor> scaled;

  /** What the latest outermost training forward gave. */
  final Trail trail = new Trail();

  /** What is read of that forward; null where nothing is. */
  ForwardReading reading;

  /** What was read, to be told; null where nothing was. */
  ForwardReading takeReading() {
    ForwardReading taken = reading;
    reading = null;
    return taken;
  }

  static ThreadState current() {
    return CURRENT.get();
  }
}
