package io.gradprobe.agent.custom.heap;

import io.gradprobe.runtime.tensor.TensorKernels;

/** The sum of squares of numbers on the heap, without a copy where they lie in one array. */
final class Squares {
  private Squares() {}

  /**
   * As {@link io.gradprobe.runtime.tensor.ParameterAccess#gradientSquares}: -1 where there are
   * none.
   */
  static double of(Object holder, Leaf leaf) {
    if (holder instanceof double[] array) {
      double sum = sum(array);
      return sum > 0 && sum <= Double.MAX_VALUE || isAllZero(array) ? sum : copied(holder, leaf);
    }
    if (holder instanceof float[] array) {
      double sum = sum(array);
      return sum > 0 && sum <= Double.MAX_VALUE || isAllZero(array) ? sum : copied(holder, leaf);
    }
    return copied(holder, leaf);
  }

  /** The exact way, which sees to overflow and underflow. */
  private static double copied(Object holder, Leaf leaf) {
    Elements elements = Elements.of(holder, leaf);
    return elements == null ? -1 : TensorKernels.sumOfSquares(elements.buffer(), elements.type());
  }

  // Four sums: one alone waits for each addition before the next.

  private static double sum(double[] x) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < x.length - 3; i += 4) {
      a += x[i] * x[i];
      b += x[i + 1] * x[i + 1];
      c += x[i + 2] * x[i + 2];
      d += x[i + 3] * x[i + 3];
    }
    for (; i < x.length; i++) {
      a += x[i] * x[i];
    }
    return a + b + c + d;
  }

  private static double sum(float[] x) {
    double a = 0;
    double b = 0;
    double c = 0;
    double d = 0;
    int i = 0;
    for (; i < x.length - 3; i += 4) {
      a += (double) x[i] * x[i];
      b += (double) x[i + 1] * x[i + 1];
      c += (double) x[i + 2] * x[i + 2];
      d += (double) x[i + 3] * x[i + 3];
    }
    for (; i < x.length; i++) {
      a += (double) x[i] * x[i];
    }
    return a + b + c + d;
  }

  private static boolean isAllZero(double[] x) {
    for (double v : x) {
      if (v != 0) {
        return false;
      }
    }
    return true;
  }

  private static boolean isAllZero(float[] x) {
    for (float v : x) {
      if (v != 0) {
        return false;
      }
    }
    return true;
  }
}
