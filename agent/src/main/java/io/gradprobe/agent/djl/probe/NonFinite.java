package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.Origin;
import io.gradprobe.runtime.tensor.BatchKernels;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;

/**
 * Where a loss that is not finite comes from: inputs, labels, weights, or the first block in the
 * order of the latest forward whose output is not finite. What hides scores from a softmax is
 * -Infinity on purpose, so that alone is blamed only where nothing else is; nor is an input whose
 * NaN did no harm before (padding that the model masks) where the first block's output is finite.
 */
final class NonFinite {
  private static final int MOST_SEARCHES = 32;
  private static final WeakIdentityMap<TrainingRun, Integer> SEARCHES = new WeakIdentityMap<>();

  private NonFinite() {}

  /** The loss of the backward that is about to begin is not finite. */
  static void blame(ThreadState thread, TrainingRun run, NDArray target) {
    thread.lossOrigin = null;
    boolean masked = thread.trail.run() == run && isFirstFinite(thread.trail);
    boolean data =
        blame(thread.inputs, "input", run, masked) || blame(labels(thread), "label", run, false);
    if (run.examineWeights() || data) {
      return;
    }
    thread.lossOrigin = isWorthIt(run) ? Origins.ofLoss(thread, target) : null;
    if (thread.trail.run() == run) {
      blameBlock(thread.trail, run, thread.lossOrigin);
    }
  }

  /** A loss that stays not finite is looked into at the first few steps. */
  private static boolean isWorthIt(TrainingRun run) {
    Integer before = SEARCHES.get(run);
    int searches = before == null ? 0 : before;
    SEARCHES.put(run, searches + 1);
    return searches < MOST_SEARCHES;
  }

  private static NDList labels(ThreadState thread) {
    return thread.labels == null ? thread.batchLabels : thread.labels;
  }

  /** Whether the first result of the forward is there and finite. */
  private static boolean isFirstFinite(Trail trail) {
    NDArray first = trail.size() == 0 ? null : trail.result(0);
    return first != null && kinds((PtNDArray) first) == 0;
  }

  /**
   * @param masked whether an input that did no harm before does none now
   */
  private static boolean blame(NDList list, String kind, TrainingRun run, boolean masked) {
    if (list == null) {
      return false;
    }
    TensorStats stats = new TensorStats();
    for (int i = 0; i < list.size(); i++) {
      NDArray element = list.get(i);
      String name = Readable.name(element, kind, i, list.size());
      if (element instanceof PtNDArray array
          && !(masked && ForwardReading.isHarmless(run, name))
          && isNotFinite(array, stats)) {
        run.nonFiniteInput(name, stats.copy());
        return true;
      }
    }
    return false;
  }

  private static boolean isNotFinite(PtNDArray array, TensorStats stats) {
    ReadOutcome outcome =
        Torch.read(array, (buffer, type) -> TensorKernels.stats(buffer, type, stats));
    return outcome == ReadOutcome.READ && !stats.allFinite();
  }

  private static void blameBlock(Trail trail, TrainingRun run, Origin origin) {
    int hidden = -1;
    NDArray before = null;
    for (int i = 0; i < trail.size(); i++) {
      NDArray result = trail.result(i);
      if (result == null || result == before) {
        continue;
      }
      before = result;
      int kinds = kinds((PtNDArray) result);
      if ((kinds & ~BatchKernels.NEGATIVE_INFINITY) != 0) {
        tell(trail, i, run, origin);
        return;
      }
      hidden = kinds != 0 && hidden < 0 ? i : hidden;
    }
    if (hidden >= 0) {
      tell(trail, hidden, run, origin);
    }
  }

  private static int kinds(PtNDArray array) {
    int[] kinds = new int[1];
    Torch.read(array, (buffer, type) -> kinds[0] = BatchKernels.nonFiniteKinds(buffer, type));
    return kinds[0];
  }

  private static void tell(Trail trail, int index, TrainingRun run, Origin origin) {
    TensorStats stats = new TensorStats();
    Torch.read(
        (PtNDArray) trail.result(index),
        (buffer, type) -> TensorKernels.stats(buffer, type, stats));
    run.activationNotFinite(
        trail.path(index),
        Readable.type(trail.block(index).getClass()),
        trail.function(index),
        stats,
        origin == null || origin.block().isEmpty() ? null : origin);
  }
}
