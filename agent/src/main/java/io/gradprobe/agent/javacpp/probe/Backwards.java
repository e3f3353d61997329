package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.Tensor;

/** Turns calls of backward into signals for the runs that they reach. */
final class Backwards {
  static final OptimizerRef[] NONE = {};

  private Backwards() {}

  /** A backward begins; whether its end is of interest. May throw where the user asked for it. */
  static boolean begin(Tensor target) {
    ThreadState thread = ThreadState.current();
    if (thread.backwardDepth > 0 || !Tensors.isThere(target)) {
      return false;
    }
    OptimizerRef[] refs = reached(thread);
    if (refs.length == 0) {
      return false;
    }
    thread.backwardDepth++;
    thread.backwardRuns = refs;
    thread.lastRun = refs[0];
    long elements = target.numel();
    // A value on the host costs nothing to read; one on a GPU waits for all work before it.
    boolean read = elements > 0 && (refs[0].run().isDue() || target.is_cpu());
    double loss = read ? sum(target) : Double.NaN;
    String shape = elements > 1 ? Tensors.shape(Tensors.sizes(target)) : "";
    for (OptimizerRef ref : refs) {
      ref.run().backwardBegin(elements, shape, loss, read, false);
    }
    for (OptimizerRef ref : refs) {
      ref.run().throwIfStopped();
    }
    return true;
  }

  private static double sum(Tensor target) {
    TensorStats stats = new TensorStats();
    ReadOutcome outcome =
        Tensors.read(target, (elements, type) -> TensorKernels.stats(elements, type, stats));
    if (outcome != ReadOutcome.READ) {
      return Double.NaN;
    }
    return stats.mean * stats.count;
  }

  /** The backward has ended. */
  static void end(Throwable failure) {
    ThreadState thread = ThreadState.current();
    thread.backwardDepth--;
    OptimizerRef[] refs = thread.backwardRuns;
    thread.backwardRuns = NONE;
    for (OptimizerRef ref : refs) {
      ref.run().backwardEnd(failure);
      if (failure != null) {
        ref.run().failed("backward", failure, Runs.USER.thrownAt(failure));
      }
    }
    if (failure == null) {
      AgentCore.monitor().backwardSeen();
    }
  }

  /** Runs whose module ran forward since the last backward; failing that, the latest one. */
  private static OptimizerRef[] reached(ThreadState thread) {
    List<OptimizerRef> going = new ArrayList<>(2);
    for (OptimizerRef ref : Runs.all()) {
      if (ref.run() != null && !ref.run().isEnded()) {
        going.add(ref);
      }
    }
    if (going.size() < 2) {
      return going.toArray(NONE);
    }
    List<OptimizerRef> reached = new ArrayList<>(2);
    for (OptimizerRef ref : going) {
      TrainingRun run = ref.run();
      if (run.expectsBackward() || run.hasUnrecordedForward()) {
        reached.add(ref);
      }
    }
    if (reached.isEmpty() && thread.lastRun != null && going.contains(thread.lastRun)) {
      reached.add(thread.lastRun);
    }
    return reached.toArray(NONE);
  }
}
