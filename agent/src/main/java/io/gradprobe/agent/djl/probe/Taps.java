package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.DataType;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.Globs;
import io.gradprobe.agent.TapPlaces;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads the gradients of blocks' outputs in one forward and its backward, what a tensor hook gives
 * in Python. To the output an array of negative zeros is added, which changes no bit of it (not
 * even a zero's sign); the gradient of that array is the output's.
 */
final class Taps {
  /** Of a larger output another copy is too much. */
  private static final long MOST_ELEMENTS = 4L << 20;

  private static final int FIRST = 64;

  private record Tap(PtNDArray zeros, int order) {}

  private final TrainingRun run;
  private final boolean leaves;
  private final Globs globs;

  /** What was made of trainable parameters so far: only that has a gradient anyway. */
  private final Set<NDArray> tracked = Graph.newSet();

  private long followed;
  private final List<Tap> taps = new ArrayList<>();
  private int largest;

  private Taps(TrainingRun run, boolean leaves, Globs globs) {
    this.run = run;
    this.leaves = leaves;
    this.globs = globs;
  }

  /** The taps of a forward that is read; null where nothing is to be tapped. */
  static Taps of(TrainingRun run) {
    List<String> wanted = run.taps();
    if (!wanted.isEmpty()) {
      wanted = wanted.stream().filter(tap -> !TapPlaces.isPlace(tap)).toList();
    }
    boolean leaves = wanted.isEmpty() && run.isDebug() && isTurn(run.steps());
    return leaves || !wanted.isEmpty() ? new Taps(run, leaves, new Globs(wanted)) : null;
  }

  /** Taps of what the user's own code makes at places of its source. */
  static Taps ofPlaces(TrainingRun run) {
    return new Taps(run, false, new Globs(List.of()));
  }

  /**
   * In debug each of the first forwards that are read is tapped, then one in sixteen, drawn by the
   * step's number.
   */
  private static boolean isTurn(long step) {
    return step < FIRST || step * 0x9E3779B97F4A7C15L << 3 >>> 60 == 0;
  }

  /**
   * A block has ended and its output was measured.
   *
   * @param order the measurement's place
   */
  void output(ThreadState thread, Block block, String path, int order, NDList outputs) {
    if (!Operations.recording || !isWanted(block, path)) {
      return;
    }
    follow(thread.operations);
    for (int i = 0; i < outputs.size(); i++) {
      NDArray output = outputs.get(i);
      if (Readable.isFloat(output)) {
        if (isTappable(output) && outputs.getClass() == NDList.class) {
          outputs.set(i, tapped(thread, (PtNDArray) output, order));
        }
        return;
      }
    }
  }

  /** Something was made at a place of the source; returns the array to go on with. */
  NDArray place(ThreadState thread, PtNDArray result, int order) {
    follow(thread.operations);
    largest = Math.max(largest, order);
    return isTappable(result) ? tapped(thread, result, order) : result;
  }

  /**
   * Which results a gradient comes to. To one that none comes to, an array that requires one must
   * not be added: a backward that is to fail would not.
   */
  private void follow(Operations operations) {
    for (; followed < operations.count(); followed++) {
      Operation operation = operations.at(followed);
      if (operation != null && !Graph.isDetach(operation) && isTracked(operation)) {
        operation.results(this::track);
      }
    }
  }

  private void track(NDArray result) {
    if (Readable.isFloat(result)) {
      tracked.add(result);
    }
  }

  private boolean isTracked(Operation operation) {
    boolean[] any = {false};
    operation.operands(
        operand -> {
          ParameterRef ref = any[0] ? null : Runs.parameter(operand);
          any[0] |= tracked.contains(operand) || (ref != null && ref.access().trainable());
        });
    return any[0];
  }

  private boolean isWanted(Block block, String path) {
    if (leaves) {
      return block.getChildren().isEmpty();
    }
    return globs.match(path);
  }

  private boolean isTappable(NDArray output) {
    return tracked.contains(output)
        && output.size() <= MOST_ELEMENTS
        && output.getDataType() == DataType.FLOAT32;
  }

  private NDArray tapped(ThreadState thread, PtNDArray output, int order) {
    thread.tapping = true;
    try {
      PtNDArray zeros =
          (PtNDArray) output.getManager().full(output.getShape(), -0.0f, output.getDataType());
      zeros.setRequiresGradient(true);
      NDArray sum = output.add(zeros);
      sum.setName(output.getName());
      taps.add(new Tap(zeros, order));
      largest = Math.max(largest, order);
      thread.operations.record(Operation.TAP, output, null, null, sum);
      return sum;
    } finally {
      thread.tapping = false;
    }
  }

  /** Backward has ended: tells the run the gradients that it brought. */
  void tell() {
    long begin = System.nanoTime();
    TensorStats[] byOrder = take();
    run.gradientsTapped(byOrder, System.nanoTime() - begin);
  }

  /** The gradients that backward has brought, by the places of what they came to; then closes. */
  TensorStats[] take() {
    TensorStats[] byOrder = new TensorStats[largest + 1];
    for (Tap tap : taps) {
      TensorStats stats = new TensorStats();
      ReadOutcome outcome =
          Torch.readGradient(
              tap.zeros(), (buffer, type) -> TensorKernels.stats(buffer, type, stats));
      if (outcome == ReadOutcome.READ) {
        byOrder[tap.order()] = stats;
      }
    }
    close();
    return byOrder;
  }

  /** There will be no backward: nothing is left behind. */
  void close() {
    for (Tap tap : taps) {
      tap.zeros().close();
    }
    taps.clear();
  }

  boolean isEmpty() {
    return taps.isEmpty();
  }
}
