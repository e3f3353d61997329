package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.core.Linear;
import ai.djl.nn.norm.LayerNorm;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.JoinMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.tensor.TensorStats;
import io.gradprobe.runtime.tensor.UnitMeasure;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What is read of one training forward, and of its loss, in a step that is measured. Tensors are
 * read as they are made: later they may be gone.
 *
 * <p>A block that runs several times in one forward is told once, with its fourth output at most;
 * so is a function called several times by one block after the same other block, where a unit that
 * lives in one of the calls lives.
 */
final class ForwardReading {
  private static final int MOST_RUNS = 4;
  private static final int MOST_RESULTS = 1024;
  private static final int MOST_JOINS = 256;
  private static final int MOST_INPUTS = 16;
  private static final int MOST_OPERANDS = 64;
  private static final int SOFTMAXES = 8;
  private static final double ODD_RATIO = 100;

  private static final WeakIdentityMap<TrainingRun, List<WeakReference<NDArray>>> LATEST_INPUTS =
      new WeakIdentityMap<>();

  /** Names of inputs that held NaN or Inf while the loss was finite. */
  private static final WeakIdentityMap<TrainingRun, Set<String>> HARMLESS = new WeakIdentityMap<>();

  /** A block or function, and where its measurement stands. */
  private static final class Slot {
    final Block block;
    final String function;
    final Block after;
    final int order;
    int runs;

    Slot(Block block, String function, Block after, int order) {
      this.block = block;
      this.function = function;
      this.after = after;
      this.order = order;
    }
  }

  private final TrainingRun run;
  private final Block root;
  private final long steps;
  private final TensorReading tensors = new TensorReading();
  private final Taps taps;
  private final List<Slot> slots = new ArrayList<>();
  private final List<BlockMeasurement> blocks = new ArrayList<>();
  private final List<InputMeasurement> inputs = new ArrayList<>();
  private final List<JoinMeasurement> joins = new ArrayList<>();
  private final NDArray[] softmaxes = new NDArray[SOFTMAXES];
  private final BlockMeasurement[] softmaxBlocks = new BlockMeasurement[SOFTMAXES];
  private int softmaxCount;
  private long nanos;

  private LossInfo loss;
  private LabelMeasurement labels;
  private NDArray lossResult;
  private int outerClasses = -1;
  private boolean outerExponential;

  /**
   * @param run the run whose step is measured
   * @param root the block whose forward begins
   */
  ForwardReading(TrainingRun run, Block root) {
    this.run = run;
    this.root = root;
    steps = run.steps();
    taps = Taps.of(run);
  }

  /** The run whose step is measured. */
  TrainingRun run() {
    return run;
  }

  /** A block has ended. */
  void block(Block block, Trail trail, NDList outputs) {
    long begin = System.nanoTime();
    PtNDArray output = Readable.firstFloat(outputs);
    Slot slot = output == null ? null : slot(block, "", null);
    if (slot != null && tensors.stats(output)) {
      String path = trail.openPath(block);
      put(slot, measurement(path, block, slot, output, null, ""));
      if (taps != null && block != root) {
        taps.output(ThreadState.current(), block, path, slot.order, outputs);
      }
    }
    nanos += System.nanoTime() - begin;
  }

  /** No backward will come. */
  void dropTaps() {
    if (taps != null) {
      taps.close();
    }
  }

  /** What is tapped; null where nothing is. */
  Taps taps() {
    return taps;
  }

  /** An activation function other than softmax was called. */
  void function(String name, Trail trail, PtNDArray result) {
    Block block = trail.innermost();
    if (block == null || !Readable.isFloat(result)) {
      return;
    }
    long begin = System.nanoTime();
    Block after = trail.latest();
    Slot slot = slot(block, name, after);
    if (slot != null && tensors.stats(result)) {
      float[] units = units(name, result, after);
      if (slot.order < blocks.size()) {
        merge(units, blocks.get(slot.order).units());
      }
      put(slot, measurement(trail.openPath(block), block, slot, result, units, ""));
    }
    nanos += System.nanoTime() - begin;
  }

  private float[] units(String function, PtNDArray result, Block after) {
    UnitMeasure measure =
        switch (function) {
          case "relu" -> UnitMeasure.POSITIVE;
          case "sigmoid" -> UnitMeasure.SIGMOID_SLOPE;
          case "tanh" -> UnitMeasure.TANH_SLOPE;
          default -> null;
        };
    int axes = result.getShape().dimension();
    if (measure == null || axes < 2) {
      return null;
    }
    boolean last = after instanceof Linear || after instanceof LayerNorm;
    return tensors.units(result, measure, last ? axes - 1 : 1);
  }

  /** An exponential was taken between the model and backward. */
  void outerExponential() {
    outerExponential = true;
  }

  private static void merge(float[] units, float[] before) {
    if (units != null && before != null && units.length == before.length) {
      for (int i = 0; i < units.length; i++) {
        units[i] = Math.max(units[i], before[i]);
      }
    }
  }

  /**
   * A softmax or log-softmax was called, in the model or between it and backward.
   *
   * @param axis the classes' axis; may count from the end
   */
  void softmax(String name, long axis, Trail trail, NDArray input, PtNDArray result) {
    if (!Readable.isFloat(result)) {
      return;
    }
    long begin = System.nanoTime();
    Block inner = trail.innermost();
    Shape shape = result.getShape();
    int axes = shape.dimension();
    int of = axes == 0 ? -1 : (int) Math.floorMod(axis, (long) axes);
    if (inner == null && of >= 0) {
      outerClasses = (int) Math.min(Integer.MAX_VALUE, shape.get(of));
    }
    BlockMeasurement first = first(input);
    String function = first != null ? "softmaxTwice" : of == axes - 1 ? name : name + "Across";
    Block block = inner == null ? root : inner;
    Slot slot = slot(block, function, trail.latest());
    if (slot != null && tensors.stats(result)) {
      boolean odd = first == null && of >= 0 && shape.get(of) == 1;
      String here = first == null && (odd || run.isLocating()) ? Runs.USER.here() : "";
      BlockMeasurement made =
          measurement(
              first == null ? trail.openPath(block) : first.block(),
              block,
              slot,
              result,
              null,
              first == null ? here : first.location());
      put(slot, made);
      if (name.equals("softmax")) {
        softmaxes[softmaxCount % SOFTMAXES] = result;
        softmaxBlocks[softmaxCount++ % SOFTMAXES] = made;
      }
    }
    nanos += System.nanoTime() - begin;
  }

  /** The softmax that made an array; null where none of the latest did. */
  private BlockMeasurement first(NDArray input) {
    for (int i = 0; i < SOFTMAXES; i++) {
      if (softmaxes[i] != null && softmaxes[i] == input) {
        return softmaxBlocks[i];
      }
    }
    return null;
  }

  private Slot slot(Block block, String function, Block after) {
    for (int i = 0; i < slots.size(); i++) {
      Slot slot = slots.get(i);
      if (slot.block == block && slot.after == after && slot.function.equals(function)) {
        return slot.runs < MOST_RUNS ? slot : null;
      }
    }
    return slots.size() < MOST_RESULTS ? new Slot(block, function, after, blocks.size()) : null;
  }

  private void put(Slot slot, BlockMeasurement measurement) {
    if (slot.runs++ == 0) {
      slots.add(slot);
      blocks.add(measurement);
    } else {
      blocks.set(slot.order, measurement);
    }
  }

  private BlockMeasurement measurement(
      String path, Block block, Slot slot, PtNDArray output, float[] units, String line) {
    Shape shape = output.getShape();
    return new BlockMeasurement(
        path,
        Readable.type(block.getClass()),
        slot.function,
        slot.order,
        block.getChildren().isEmpty(),
        block.getDirectParameters().size(),
        shape.toString(),
        Readable.samples(shape),
        tensors.stats(),
        units,
        tensors.equalRows(),
        line);
  }

  /** Activations were concatenated or added. */
  void join(String operation, Trail trail, PtNDArray... operands) {
    Block block = trail.innermost();
    if (block == null || joins.size() >= MOST_JOINS || operands.length < 2) {
      return;
    }
    long begin = System.nanoTime();
    double[] sizes = sizes(operation.equals("add"), operands);
    if (sizes != null) {
      String line = run.isLocating() || isOdd(sizes) ? Runs.USER.here() : "";
      joins.add(new JoinMeasurement(trail.openPath(block), operation, sizes, line));
    }
    nanos += System.nanoTime() - begin;
  }

  private double[] sizes(boolean sum, PtNDArray[] operands) {
    double[] sizes = new double[Math.min(operands.length, MOST_OPERANDS)];
    for (int i = 0; i < sizes.length; i++) {
      PtNDArray operand = operands[i];
      if (!Readable.isFloat(operand)
          || operand.getShape().dimension() < 2
          || Runs.parameter(operand) != null
          || !tensors.stats(operand)) {
        return null;
      }
      TensorStats stats = tensors.stats();
      if (!stats.allFinite() || (sum && isMask(stats))) {
        return null;
      }
      sizes[i] = stats.rms();
    }
    return sizes;
  }

  /** Zeros and one other number: what attention adds to scores to hide some of them. */
  private static boolean isMask(TensorStats stats) {
    double other = stats.absMax;
    double all = Math.sqrt(stats.count - stats.zeros) * other;
    return stats.zeros > 0 && other > 0 && Math.abs(stats.norm - all) <= 1e-4 * all;
  }

  private static boolean isOdd(double[] sizes) {
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (double size : sizes) {
      least = size > 0 ? Math.min(least, size) : least;
      most = Math.max(most, size);
    }
    return most > ODD_RATIO * least;
  }

  /**
   * The forward has ended.
   *
   * @param list what went in
   * @param datasetSamples size of the dataset that it came from; -1 where unknown
   */
  void inputs(NDList list, long datasetSamples) {
    long begin = System.nanoTime();
    List<WeakReference<NDArray>> before = LATEST_INPUTS.get(run);
    List<WeakReference<NDArray>> now = new ArrayList<>();
    int n = Math.min(MOST_INPUTS, list.size());
    for (int i = 0; i < n; i++) {
      NDArray input = list.get(i);
      boolean fresh = before == null || i >= before.size() || before.get(i).get() != input;
      now.add(new WeakReference<>(input));
      if (input instanceof PtNDArray array && Torch.handle(array) != 0 && array.size() > 0) {
        String name = Readable.name(input, "input", i, list.size());
        InputMeasurement read = tensors.input(array, name, fresh, datasetSamples);
        if (read != null) {
          inputs.add(read);
        }
      }
    }
    LATEST_INPUTS.put(run, now);
    nanos += System.nanoTime() - begin;
  }

  /** The loss is finite, whatever the inputs hold: the model masks what is not. */
  void inputsAreHarmless() {
    for (InputMeasurement input : inputs) {
      if (!input.stats().allFinite()) {
        Set<String> names = HARMLESS.get(run);
        if (names == null) {
          names = ConcurrentHashMap.newKeySet();
          HARMLESS.put(run, names);
        }
        if (names.size() < MOST_INPUTS) {
          names.add(input.name());
        }
      }
    }
  }

  /** Whether an input held NaN or Inf before and the loss was finite. */
  static boolean isHarmless(TrainingRun run, String input) {
    Set<String> names = HARMLESS.get(run);
    return names != null && names.contains(input);
  }

  /** The framework's loss was computed from labels and predictions. */
  void loss(LossInfo info, NDList from, NDArray result) {
    if (loss == null) {
      loss = info;
      lossResult = result;
      labels(from);
    }
  }

  private void labels(NDList from) {
    if (from != null && !from.isEmpty()) {
      long begin = System.nanoTime();
      NDArray head = from.head();
      labels = tensors.labels(head, Readable.name(head, "label", 0, 1));
      nanos += System.nanoTime() - begin;
    }
  }

  /** The forward is told without its loss: another one begins, or a step. */
  void tell() {
    dropTaps();
    if (run.steps() == steps) {
      run.forwardMeasured(inputs, blocks, joins, nanos);
    }
  }

  /**
   * A backward begins: forward and loss are told.
   *
   * @param target what backward starts from
   * @param scaled whether a multiplication or division by a number made it
   * @param batchLabels labels of the latest batch; null where none were seen
   */
  void tell(NDArray target, boolean scaled, NDList batchLabels) {
    if (run.steps() != steps) {
      return;
    }
    if (loss == null) {
      labels(batchLabels);
      if (outerClasses > 0) {
        loss = new LossInfo("softmax", LossInfo.Kind.SOFTMAX, outerClasses, -1, false, false);
      } else if (outerExponential) {
        loss = new LossInfo("exp", LossInfo.Kind.OTHER, -1, -1, false, false);
      }
    } else if (target != lossResult) {
      // Something was done to the framework's loss before backward.
      loss =
          new LossInfo(
              loss.name(),
              loss.kind(),
              loss.classes(),
              loss.outputs(),
              false,
              loss.certain() && scaled);
    }
    run.forwardMeasured(inputs, blocks, joins, nanos);
    if (loss != null || labels != null) {
      run.lossEvaluated(loss, labels, null, 0);
    }
  }
}
