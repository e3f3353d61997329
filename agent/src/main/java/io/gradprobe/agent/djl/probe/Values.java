package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.tensor.BatchKernels;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/** Single values of tensors, for the description of a fault. */
final class Values {
  private static final long MOST_ELEMENTS = 64L << 20;

  private Values() {}

  /** All elements as doubles; null where they can't be read or are too many. */
  static double[] all(NDArray array) {
    if (!Readable.isFloat(array) || array.size() > MOST_ELEMENTS) {
      return null;
    }
    double[] values = new double[(int) array.size()];
    ReadOutcome outcome =
        Torch.read((PtNDArray) array, (buffer, type) -> TensorKernels.sample(buffer, type, values));
    return outcome == ReadOutcome.READ ? values : null;
  }

  /** Kinds of non-finite elements, see {@link BatchKernels#nonFiniteKinds}; 0 where unreadable. */
  static int kinds(NDArray array) {
    if (!Readable.isFloat(array) || array.size() > MOST_ELEMENTS) {
      return 0;
    }
    int[] kinds = new int[1];
    Torch.read(
        (PtNDArray) array, (buffer, type) -> kinds[0] = BatchKernels.nonFiniteKinds(buffer, type));
    return kinds[0];
  }

  /** Index of the first element that is not finite; -1 where there is none. */
  static int firstNonFinite(double[] values) {
    for (int i = 0; values != null && i < values.length; i++) {
      if (values[i] - values[i] != 0) {
        return i;
      }
    }
    return -1;
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
    operation.operands(
        operand -> {
          if (Readable.isFloat(operand)) {
            operands.add(operand(operand, shape, index));
          }
        });
    String place = place(shape, index);
    return operands + (place.isEmpty() ? "" : " at " + place);
  }

  private static String operand(NDArray operand, Shape shape, long index) {
    long at = broadcast(operand, shape, index);
    double[] values = at < 0 ? null : all(operand);
    return values == null ? range(operand) : shown(values[(int) at]);
  }

  private static String range(NDArray operand) {
    TensorStats stats = new TensorStats();
    Torch.read((PtNDArray) operand, (buffer, type) -> TensorKernels.stats(buffer, type, stats));
    String finite = shown(stats.min) + ".." + shown(stats.max);
    return stats.allFinite() ? finite : finite + " and " + stats.nonFinite + " not finite";
  }

  /** The element of an operand that goes into one of the result; -1 where shapes say otherwise. */
  static long broadcast(Object array, Shape result, long index) {
    Shape operand = ((NDArray) array).getShape();
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
