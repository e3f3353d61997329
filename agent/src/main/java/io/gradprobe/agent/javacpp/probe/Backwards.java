package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.BatchReading;
import io.gradprobe.runtime.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Turns calls of backward into signals for the runs that they reach. */
final class Backwards {
  static final TrainingRun[] NONE = {};

  private Backwards() {}

  /** A backward begins; whether its end is of interest. May throw where the user asked for it. */
  static boolean begin(Tensor target) {
    ThreadState thread = ThreadState.current();
    if (thread.backwardDepth > 0 || target == null || target.isNull()) {
      return false;
    }
    Runs.backwardBegins();
    BareTensors.beginRun();
    TrainingRun[] runs = reached(thread);
    thread.used.clear();
    thread.backwardDepth++;
    thread.backwardRuns = runs;
    if (runs.length == 0) {
      // Whose it is can't be told; that there was one is counted when it has ended.
      return true;
    }
    thread.lastRun = runs[0];
    long elements = target.numel();
    // A value on the host costs nothing to read; one on a GPU waits for all work before it.
    boolean read = elements > 0 && (runs[0].isDue() || target.is_cpu());
    TensorSum sum = read ? TensorSum.of(target, elements) : null;
    String shape = elements > 1 ? BatchReading.shape(Tensors.sizes(target)) : "";
    boolean scaled = thread.scaled != null && thread.scaled.refersTo(target);
    thread.scaled = null;
    for (TrainingRun run : runs) {
      PointerCounts.backwardOf(run);
    }
    Losses.tell(thread, runs[0], target);
    ForwardReading reading = thread.takeReading();
    if (reading != null) {
      reading.tell();
    }
    double loss = sum == null ? Double.NaN : sum.value();
    for (TrainingRun run : runs) {
      if (sum != null && loss - loss != 0) {
        NonFinite.blame(thread.trail, run);
      }
      run.backwardBegin(elements, shape, loss, sum != null, scaled);
    }
    for (TrainingRun run : runs) {
      run.throwIfStopped();
    }
    return true;
  }

  /** The backward has ended. */
  static void end(Throwable failure) {
    ThreadState thread = ThreadState.current();
    thread.backwardDepth--;
    TrainingRun[] runs = thread.backwardRuns;
    thread.backwardRuns = NONE;
    thread.trail.clear();
    for (TrainingRun run : runs) {
      run.backwardEnd(failure);
      if (failure != null) {
        run.failed("backward", failure, Runs.USER.thrownAt(failure));
      }
    }
    if (failure == null) {
      AgentCore.monitor().backwardSeen();
    }
  }

  /**
   * Runs of which a module ran forward since the last backward; failing that, the one that this
   * thread has dealt with last.
   */
  private static TrainingRun[] reached(ThreadState thread) {
    List<TrainingRun> going = Runs.going();
    if (going.size() < 2) {
      return going.toArray(NONE);
    }
    List<TrainingRun> reached = new ArrayList<>(2);
    for (TrainingRun run : going) {
      if (run.expectsBackward() || run.hasUnrecordedForward() || thread.used.contains(run)) {
        reached.add(run);
      }
    }
    if (reached.isEmpty() && thread.lastRun != null && !thread.lastRun.isEnded()) {
      reached.add(thread.lastRun);
    }
    return reached.toArray(NONE);
  }
}
