package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.LiveTensors;
import io.gradprobe.runtime.TrainingRun;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the engine's native tensors as they are made and released. Some of DJL's own methods leave
 * tensors behind.
 */
final class TensorCounts extends LiveTensors {
  private static final LongAdder LIVE = new LongAdder();
  private static final TensorCounts COUNTS = new TensorCounts();
  private static volatile TensorSearch search;

  private TensorCounts() {}

  /** A native tensor has got its array. */
  static void made(PtNDArray array, long handle) {
    LIVE.increment();
    TensorSearch s = search;
    if (s != null) {
      s.made(array, handle);
    }
  }

  /** A native tensor is released. */
  static void released(long handle) {
    LIVE.decrement();
    TensorSearch s = search;
    if (s != null) {
      s.released(handle);
    }
  }

  /** A backward of a run begins. */
  static void backwardOf(TrainingRun run) {
    COUNTS.backward(run);
  }

  @Override
  protected long live() {
    return LIVE.sum();
  }

  @Override
  protected Search begin() {
    TensorSearch begun = new TensorSearch();
    search = begun;
    return begun;
  }

  @Override
  protected void end() {
    search = null;
  }
}
