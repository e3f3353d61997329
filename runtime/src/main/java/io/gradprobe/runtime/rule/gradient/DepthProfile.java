package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.Arrays;
import java.util.List;

/**
 * The size of the gradient along a model's depth: one value for each parameter of one kind that is
 * trained and has a gradient other than zero, from the input to the output.
 *
 * <p>A value is the root mean square over the elements that are not zero, so that an embedding's
 * unused rows and dead units do not dilute it.
 */
final class DepthProfile {

  /** Which parameters are compared with each other. */
  enum Kind {
    /** Matrices, kernels and embeddings. */
    WEIGHT {
      @Override
      boolean includes(ParameterInfo parameter) {
        return parameter.role().equals("weight")
            || ((parameter.role().isEmpty() || parameter.role().equals("other"))
                && dimensions(parameter.shape()) >= 2);
      }
    },
    /** Biases: their gradient is the error signal itself, summed over the batch. */
    BIAS {
      @Override
      boolean includes(ParameterInfo parameter) {
        return parameter.role().equals("bias");
      }
    };

    abstract boolean includes(ParameterInfo parameter);
  }

  private final int[] indices;
  private final double[] values;
  private final double median;

  private DepthProfile(int[] indices, double[] values) {
    this.indices = indices;
    this.values = values;
    this.median = median(values, 0, values.length);
  }

  /** The profile of a measured step. */
  static DepthProfile of(List<ParameterMeasurement> parameters, Kind kind) {
    int[] indices = new int[parameters.size()];
    double[] values = new double[parameters.size()];
    int size = 0;
    for (int i = 0; i < parameters.size(); i++) {
      ParameterMeasurement p = parameters.get(i);
      double value = p.trainable() ? size(p.gradient()) : 0;
      if (value > 0 && kind.includes(p.parameter())) {
        indices[size] = i;
        values[size++] = value;
      }
    }
    return new DepthProfile(Arrays.copyOf(indices, size), Arrays.copyOf(values, size));
  }

  private static double size(TensorStats gradient) {
    if (gradient == null || gradient.nonFinite > 0) {
      return 0;
    }
    long counted = gradient.count - gradient.zeros;
    return counted <= 0 ? 0 : gradient.norm / Math.sqrt(counted);
  }

  /** Number of sizes that a shape such as {@code (24, 256)} names. */
  private static int dimensions(String shape) {
    int dimensions = 0;
    boolean inNumber = false;
    for (int i = 0; i < shape.length(); i++) {
      boolean digit = Character.isDigit(shape.charAt(i));
      dimensions += digit && !inNumber ? 1 : 0;
      inNumber = digit;
    }
    return dimensions;
  }

  int size() {
    return values.length;
  }

  /** Place of the i-th value's parameter among all parameters. */
  int index(int i) {
    return indices[i];
  }

  double value(int i) {
    return values[i];
  }

  /** Median over all layers; NaN where there is none. */
  double median() {
    return median;
  }

  /** Median over the third of the layers that is nearest to the input. */
  double inputThird() {
    return median(values, 0, third());
  }

  /** Median over the third of the layers that is nearest to the output. */
  double outputThird() {
    return median(values, values.length - third(), values.length);
  }

  /** Number of layers in a third, at least 1. */
  int third() {
    return Math.max(1, values.length / 3);
  }

  /** Largest value; 0 where there is none. */
  double largest() {
    double largest = 0;
    for (double value : values) {
      largest = Math.max(largest, value);
    }
    return largest;
  }

  /**
   * Kendall's rank correlation of size and nearness to the input, from -1 to 1: 1 where each layer
   * has a larger gradient than all layers behind it.
   */
  double growthTowardsInput() {
    long score = 0;
    for (int i = 0; i < values.length; i++) {
      for (int j = i + 1; j < values.length; j++) {
        score += (long) Math.signum(values[i] - values[j]);
      }
    }
    long pairs = (long) values.length * (values.length - 1) / 2;
    return pairs == 0 ? 0 : (double) score / pairs;
  }

  private static double median(double[] values, int from, int to) {
    if (from >= to) {
      return Double.NaN;
    }
    double[] sorted = Arrays.copyOfRange(values, from, to);
    Arrays.sort(sorted);
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
