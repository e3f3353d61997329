package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.tensor.BatchKernels;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/** Single values of tensors, for the description of a fault. Takes no memory to speak of. */
final class Values {
  private static final int CHUNK = 1024;

  private Values() {}

  /** A property that a value may have. */
  interface Test {
    /** Whether it has it. */
    boolean holds(double value);
  }

  /** Index of the first element with a property; -1 where there is none, or it can't be read. */
  static long first(NDArray array, Test test) {
    if (!Readable.isFloat(array)) {
      return -1;
    }
    long[] found = {-1};
    Torch.read(
        (PtNDArray) array,
        (buffer, type) -> {
          double[] chunk = new double[CHUNK];
          long from = 0;
          for (int n; found[0] < 0; from += n) {
            n = TensorKernels.elements(buffer, type, from, chunk);
            if (n == 0) {
              return;
            }
            for (int i = 0; i < n && found[0] < 0; i++) {
              found[0] = test.holds(chunk[i]) ? from + i : -1;
            }
          }
        });
    return found[0];
  }

  /** Index of the first element that is not finite; -1 where there is none. */
  static long firstNonFinite(NDArray array) {
    return first(array, x -> x - x != 0);
  }

  /** One element; NaN where it can't be read. */
  static double at(NDArray array, long index) {
    double[] one = {Double.NaN};
    if (Readable.isFloat(array)) {
      Torch.read(
          (PtNDArray) array, (buffer, type) -> TensorKernels.elements(buffer, type, index, one));
    }
    return one[0];
  }

  /** The largest magnitude of the finite elements; NaN where there is none. */
  static double largest(NDArray array) {
    TensorStats stats = new TensorStats();
    if (Readable.isFloat(array)) {
      Torch.read((PtNDArray) array, (buffer, type) -> TensorKernels.stats(buffer, type, stats));
    }
    return stats.absMax;
  }

  /** Kinds of non-finite elements, see {@link BatchKernels#nonFiniteKinds}; 0 where unreadable. */
  static int kinds(NDArray array) {
    int[] kinds = new int[1];
    if (Readable.isFloat(array)) {
      Torch.read(
          (PtNDArray) array,
          (buffer, type) -> {
            double squares = TensorKernels.sumOfSquares(buffer, type);
            kinds[0] = squares - squares == 0 ? 0 : BatchKernels.nonFiniteKinds(buffer, type);
          });
    }
    return kinds[0];
  }

  /** An element's index by axis, such as {@code [5, 2]}; empty for a scalar. */
  static String place(Shape shape, long index) {
    long[] at = axes(shape, index);
    return at.length == 0 ? "" : Arrays.toString(at);
  }

  /**
   * An operation with its operands' values at one element of its result, such as {@code div(1, 0)
   * at [3]}. Of operands whose shape is another the range is given; those that are released or no
   * floats are left out.
   */
  static String call(Operation operation, Shape shape, long index) {
    StringJoiner operands = new StringJoiner(", ", operation.shown() + "(", ")");
    operands.setEmptyValue(operation.shown());
    operation.operands(
        operand -> {
          if (Readable.isFloat(operand)
              && !(operation.isInPlace() && operand == operation.first())) {
            operands.add(operand(operand, shape, index));
          }
        });
    String place = place(shape, index);
    return operands + (place.isEmpty() ? "" : " at " + place);
  }

  private static String operand(NDArray operand, Shape shape, long index) {
    long at = broadcast(operand, shape, index);
    return at < 0 ? range(operand) : shown(at(operand, at));
  }

  private static String range(NDArray operand) {
    TensorStats stats = new TensorStats();
    Torch.read((PtNDArray) operand, (buffer, type) -> TensorKernels.stats(buffer, type, stats));
    String finite = shown(stats.min) + ".." + shown(stats.max);
    return stats.allFinite() ? finite : finite + " and " + stats.nonFinite + " not finite";
  }

  /** The element of an operand that goes into one of the result; -1 where shapes say otherwise. */
  static long broadcast(NDArray array, Shape result, long index) {
    Shape operand = array.getShape();
    int missing = result.dimension() - operand.dimension();
    if (missing < 0) {
      return -1;
    }
    long[] at = axes(result, index);
    long place = 0;
    for (int axis = 0; axis < operand.dimension(); axis++) {
      long size = operand.get(axis);
      if (size != 1 && size != result.get(axis + missing)) {
        return -1;
      }
      place = place * size + (size == 1 ? 0 : at[axis + missing]);
    }
    return place;
  }

  private static long[] axes(Shape shape, long index) {
    long[] at = new long[shape.dimension()];
    long rest = index;
    for (int axis = at.length - 1; axis >= 0; axis--) {
      at[axis] = rest % shape.get(axis);
      rest /= shape.get(axis);
    }
    return at;
  }

  /** A number with as many digits as tell something. */
  static String shown(double value) {
    if (value == Math.rint(value) && Math.abs(value) < 1e6) {
      return Long.toString((long) value);
    }
    return Double.isInfinite(value) || Double.isNaN(value)
        ? Double.toString(value)
        : String.format(Locale.ROOT, "%.3g", value);
  }
}
