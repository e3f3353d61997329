package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.tensor.BatchKernels;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import org.bytedeco.pytorch.Tensor;

/**
 * Where a loss that is not finite comes from: input, labels, weights, or the first result in the
 * order of the latest forward that is not finite. What hides scores from a softmax is -Infinity on
 * purpose, so that alone is blamed only where nothing else is.
 */
final class NonFinite {
  private static final int MOST_SEARCHES = 32;
  private static final WeakIdentityMap<TrainingRun, Integer> SEARCHES = new WeakIdentityMap<>();

  private NonFinite() {}

  /** The loss of the backward that is about to begin is not finite. */
  static void blame(Trail trail, TrainingRun run) {
    boolean data = blame(trail.input(), "input", run) || blame(trail.label(), "label", run);
    if (run.examineWeights() || data || !isWorthIt(run)) {
      return;
    }
    int hidden = -1;
    for (int i = 0; i < trail.size(); i++) {
      int kinds = kinds(trail.result(i));
      if ((kinds & ~BatchKernels.NEGATIVE_INFINITY) != 0) {
        tell(trail, i, run);
        return;
      }
      hidden = kinds != 0 && hidden < 0 ? i : hidden;
    }
    if (hidden >= 0) {
      tell(trail, hidden, run);
    }
  }

  /** A loss that stays not finite is looked into at the first few steps. */
  private static boolean isWorthIt(TrainingRun run) {
    Integer before = SEARCHES.get(run);
    int searches = before == null ? 0 : before;
    SEARCHES.put(run, searches + 1);
    return searches < MOST_SEARCHES;
  }

  private static boolean blame(Tensor tensor, String name, TrainingRun run) {
    TensorStats stats = stats(tensor);
    if (stats == null || stats.allFinite()) {
      return false;
    }
    run.nonFiniteInput(name, stats);
    return true;
  }

  private static int kinds(Tensor tensor) {
    int[] kinds = new int[1];
    Tensors.read(tensor, (buffer, type) -> kinds[0] = BatchKernels.nonFiniteKinds(buffer, type));
    return kinds[0];
  }

  private static TensorStats stats(Tensor tensor) {
    TensorStats stats = new TensorStats();
    ReadOutcome outcome =
        Tensors.read(tensor, (buffer, type) -> TensorKernels.stats(buffer, type, stats));
    return outcome == ReadOutcome.READ ? stats : null;
  }

  private static void tell(Trail trail, int index, TrainingRun run) {
    run.activationNotFinite(
        Modules.place(run, trail.module(index)).path(),
        Modules.typeOf(trail.module(index)),
        trail.function(index),
        stats(trail.result(index)),
        null);
  }
}
