package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.LiveTensors;
import io.gradprobe.runtime.TrainingRun;
import org.bytedeco.javacpp.Pointer;

/**
 * Counts native objects that Java objects own: tensors, and all else that is freed by a scope, by
 * {@code close}, or by the garbage collector when it gets to it. JavaCPP counts them itself.
 */
final class PointerCounts extends LiveTensors {
  private static final PointerCounts COUNTS = new PointerCounts();
  private static volatile PointerSearch search;

  private PointerCounts() {}

  /** A Java object has got a native one of its own. */
  static void made(Pointer pointer) {
    PointerSearch s = search;
    if (s != null) {
      s.made(pointer);
    }
  }

  /** A backward of a run begins. */
  static void backwardOf(TrainingRun run) {
    COUNTS.backward(run);
  }

  @Override
  protected long live() {
    return Pointer.totalCount();
  }

  @Override
  protected Search begin() {
    PointerSearch begun = new PointerSearch();
    search = begun;
    return begun;
  }

  @Override
  protected void end() {
    search = null;
  }
}
