package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.BatchReading;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.UnitMeasure;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import org.bytedeco.pytorch.LayerNormImpl;
import org.bytedeco.pytorch.LinearImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * What is read of one training forward whose step is measured: the input, the results of modules
 * and of activation functions, the labels. Of a module that runs several times only the first few
 * are looked at and the last of them stands; so is a function called several times by one module
 * after the same other one, where a unit that lives in one of the calls lives.
 */
final class ForwardReading {
  private static final int MOST_RUNS = 4;
  private static final int MOST_RESULTS = 1024;

  /** A module or function, and where its measurement stands. */
  private static final class Slot {
    final Module module;
    final String function;
    final Module after;
    final int order;
    int runs;

    Slot(Module module, String function, Module after, int order) {
      this.module = module;
      this.function = function;
      this.after = after;
      this.order = order;
    }
  }

  /** A tensor as it is read. */
  private record Elements(Tensor tensor) implements BatchReading.Source {
    @Override
    public Object identity() {
      return tensor;
    }

    @Override
    public long[] sizes() {
      return Tensors.sizes(tensor);
    }

    @Override
    public String type() {
      return Tensors.typeName(tensor);
    }

    @Override
    public boolean isFloat() {
      return tensor.is_floating_point();
    }

    @Override
    public boolean isOnHost() {
      return tensor.is_cpu();
    }

    @Override
    public ReadOutcome read(BiConsumer<ByteBuffer, ElementType> reader) {
      return Tensors.read(tensor, reader::accept);
    }
  }

  private final TrainingRun run;
  private final Module root;
  private final long steps;
  private final BatchReading tensors = new BatchReading();
  private final List<Slot> slots = new ArrayList<>();
  private final List<BlockMeasurement> blocks = new ArrayList<>();
  private final List<InputMeasurement> inputs = new ArrayList<>();
  private Tensor softmax;
  private BlockMeasurement softmaxBlock;
  private LabelMeasurement labels;
  private long nanos;

  /**
   * @param run the run whose step is measured
   * @param root the module whose forward begins
   */
  ForwardReading(TrainingRun run, Module root) {
    this.run = run;
    this.root = root;
    steps = run.steps();
  }

  /** A module has ended. */
  void module(Module module, Trail trail, Tensor output) {
    long begin = System.nanoTime();
    Slot slot = isFloat(output) ? slot(module, "", null) : null;
    if (slot != null && tensors.stats(new Elements(output))) {
      put(slot, measurement(module, slot, output, null, ""));
    }
    nanos += System.nanoTime() - begin;
  }

  /** An activation function other than softmax was called. */
  void function(String name, Module module, Trail trail, Tensor result) {
    if (!isFloat(result)) {
      return;
    }
    long begin = System.nanoTime();
    Module after = trail.latest();
    Slot slot = slot(module, name, after);
    if (slot != null && tensors.stats(new Elements(result))) {
      float[] units = units(name, result, after);
      if (slot.order < blocks.size()) {
        merge(units, blocks.get(slot.order).units());
      }
      put(slot, measurement(module, slot, result, units, ""));
    }
    nanos += System.nanoTime() - begin;
  }

  private float[] units(String function, Tensor result, Module after) {
    UnitMeasure measure =
        switch (function) {
          case "relu" -> UnitMeasure.POSITIVE;
          case "sigmoid" -> UnitMeasure.SIGMOID_SLOPE;
          case "tanh" -> UnitMeasure.TANH_SLOPE;
          default -> null;
        };
    int axes = (int) result.dim();
    if (measure == null || axes < 2) {
      return null;
    }
    boolean last = after instanceof LinearImpl || after instanceof LayerNormImpl;
    return tensors.units(new Elements(result), measure, last ? axes - 1 : 1);
  }

  private static void merge(float[] units, float[] before) {
    if (units != null && before != null && units.length == before.length) {
      for (int i = 0; i < units.length; i++) {
        units[i] = Math.max(units[i], before[i]);
      }
    }
  }

  /**
   * A softmax or log-softmax was called.
   *
   * @param name {@code softmax} or {@code logSoftmax}
   * @param axis the classes' axis; may count from the end
   * @param input what it was called on; of a loss, the prediction
   */
  void softmax(String name, long axis, Module module, Trail trail, Tensor input, Tensor result) {
    if (!isFloat(result) || result.dim() == 0) {
      return;
    }
    long begin = System.nanoTime();
    int axes = (int) result.dim();
    int of = (int) Math.floorMod(axis, (long) axes);
    boolean twice = softmax != null && softmax == input;
    String function = twice ? "softmaxTwice" : of == axes - 1 ? name : name + "Across";
    Module block = module == null ? root : module;
    Slot slot = slot(block, function, trail.latest());
    if (slot != null && tensors.stats(new Elements(result))) {
      boolean odd = !twice && result.size(of) == 1;
      String here = !twice && (odd || run.isLocating()) ? Runs.USER.here() : "";
      BlockMeasurement made =
          measurement(block, slot, result, null, twice ? softmaxBlock.location() : here);
      put(slot, made);
      if (name.equals("softmax")) {
        softmax = result;
        softmaxBlock = made;
      }
    }
    nanos += System.nanoTime() - begin;
  }

  /** A loss takes a log-softmax of the prediction by itself: of interest where it is another's. */
  void softmaxOfLoss(Trail trail, Tensor prediction) {
    if (softmax != null && softmax == prediction) {
      softmax("logSoftmax", 1, null, trail, prediction, prediction);
    }
  }

  private Slot slot(Module module, String function, Module after) {
    for (Slot slot : slots) {
      if (slot.module == module && slot.after == after && slot.function.equals(function)) {
        return slot.runs < MOST_RUNS ? slot : null;
      }
    }
    return slots.size() < MOST_RESULTS ? new Slot(module, function, after, blocks.size()) : null;
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
      Module module, Slot slot, Tensor output, float[] units, String line) {
    long[] sizes = Tensors.sizes(output);
    Modules.Place place = Modules.place(run, module);
    return new BlockMeasurement(
        place.path(),
        Modules.typeOf(module),
        slot.function,
        slot.order,
        place.leaf(),
        place.parameters(),
        BatchReading.shape(sizes),
        BatchReading.samples(sizes),
        tensors.stats(),
        units,
        tensors.equalRows(),
        line);
  }

  /** The forward has ended; this went into it. */
  void input(Tensor input) {
    if (!Tensors.isThere(input) || input.numel() == 0) {
      return;
    }
    long begin = System.nanoTime();
    InputMeasurement read = tensors.input(new Elements(input), "input", true, -1);
    if (read != null) {
      inputs.add(read);
    }
    nanos += System.nanoTime() - begin;
  }

  /** A loss was computed from these labels. */
  void labels(Tensor from) {
    if (labels == null && Tensors.isThere(from)) {
      long begin = System.nanoTime();
      labels = tensors.labels(new Elements(from), "label");
      nanos += System.nanoTime() - begin;
    }
  }

  /** A backward or a step begins: what was read is told. */
  void tell() {
    if (run.steps() != steps) {
      return;
    }
    run.forwardMeasured(inputs, blocks, List.of(), nanos);
    if (labels != null) {
      run.lossEvaluated(null, labels, null, 0);
    }
  }

  private static boolean isFloat(Tensor tensor) {
    return Tensors.isThere(tensor) && tensor.is_floating_point() && tensor.numel() > 0;
  }
}
