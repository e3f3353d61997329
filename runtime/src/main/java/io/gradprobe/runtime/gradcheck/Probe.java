package io.gradprobe.runtime.gradcheck;

import java.util.SplittableRandom;

/**
 * Measures slopes of one step's loss. Elements whose gradient is zero are not moved unless that is
 * asked for: they may be frozen, padding or unused by this batch.
 */
final class Probe {
  /** Relative step sizes near the cube root of the precision, at which the errors balance. */
  private static final double STEP_SINGLE = 4e-3;

  private static final double STEP_DOUBLE = 1e-5;

  /** Step of the noise's estimate, relative to the above: too small for the loss to bend. */
  private static final double TINY = 0.02;

  /** A parameter that is nearly zero is moved as far as if it had this share of the usual size. */
  private static final double LEAST_SCALE = 0.1;

  /** Elements are moved from this share of their parameter's scale to as much beyond it. */
  private static final double LEAST_SHARE = 0.25;

  private static final int NOISE_POINTS = 7;
  private static final int NOISE_FACTOR = 3;

  private final CheckedStep step;
  private final double[][] values;
  private final double[][] gradients;
  private final double[] scales;
  private final boolean single;
  private final double size;
  private final double base;
  private final SplittableRandom random;
  private double noise;

  /**
   * @param gradients null for parameters that are not moved
   * @param base the loss where nothing is moved
   */
  Probe(CheckedStep step, double[][] values, double[][] gradients, double base, long seed) {
    this.step = step;
    this.values = values;
    this.gradients = gradients;
    this.base = base;
    single = step.isSinglePrecision();
    size = single ? STEP_SINGLE : STEP_DOUBLE;
    random = new SplittableRandom(seed);
    scales = scales(values, gradients);
  }

  private static double[] scales(double[][] values, double[][] gradients) {
    double[] scales = new double[values.length];
    double squares = 0;
    long count = 0;
    for (int p = 0; p < scales.length; p++) {
      if (gradients[p] != null) {
        double own = 0;
        for (double v : values[p]) {
          own += v * v;
        }
        scales[p] = Math.sqrt(own / values[p].length);
        squares += own;
        count += values[p].length;
      }
    }
    double usual = count == 0 ? 0 : Math.sqrt(squares / count);
    for (int p = 0; p < scales.length; p++) {
      scales[p] = usual == 0 ? 1 : Math.max(scales[p], LEAST_SCALE * usual);
    }
    return scales;
  }

  /**
   * Estimates the loss's rounding noise from a table of differences: after "Estimating
   * computational noise", Mor&eacute; and Wild 2011.
   */
  void measureNoise(int... parameters) throws Exception {
    double[][] direction = draw(false, parameters);
    double[] f = new double[NOISE_POINTS];
    for (int i = 0; i < f.length; i++) {
      f[i] = lossAt(parameters, direction, i * TINY * size);
    }
    double variance = 0;
    double factorials = 1;
    for (int order = 1; order <= 5; order++) {
      double squares = 0;
      for (int i = 0; i + order < NOISE_POINTS; i++) {
        f[i] = f[i + 1] - f[i];
        squares += f[i] * f[i];
      }
      factorials *= order * (double) order / ((2 * order) * (2 * order - 1.0));
      if (order >= 3) {
        variance = Math.max(variance, factorials * squares / (NOISE_POINTS - order));
      }
    }
    double resolution = (single ? Math.ulp(1f) : Math.ulp(1d)) * Math.abs(base);
    noise = NOISE_FACTOR * Math.sqrt(variance) + resolution;
  }

  /** The slope along a random direction of these parameters. */
  Slope along(int... parameters) throws Exception {
    return along(false, parameters);
  }

  /** The same, where the elements that have no gradient are moved too. */
  Slope alongAll(int parameter) throws Exception {
    return along(true, parameter);
  }

  private Slope along(boolean all, int... parameters) throws Exception {
    double[][] direction = draw(all, parameters);
    Difference near = difference(parameters, direction, size);
    Difference far = difference(parameters, direction, 2 * size);
    double unsteady = Math.abs((near.observed - far.observed) - (near.predicted - far.predicted));
    double error = unsteady + Math.abs(near.bend) / 2 + noise / size;
    return new Slope(near.predicted, near.observed, error, near.decay, near.lasso);
  }

  /** Central differences at one step size, all divided by it. */
  private record Difference(
      double predicted, double observed, double bend, double decay, double lasso) {}

  private Difference difference(int[] parameters, double[][] direction, double by)
      throws Exception {
    double up = lossAt(parameters, direction, by);
    double down = lossAt(parameters, direction, -by);
    double predicted = 0;
    double asymmetry = 0;
    double decay = 0;
    double lasso = 0;
    for (int p : parameters) {
      for (int i = 0; i < values[p].length; i++) {
        if (direction[p][i] != 0) {
          double value = values[p][i];
          double plus = rounded(value + by * direction[p][i]);
          double minus = rounded(value - by * direction[p][i]);
          predicted += gradients[p][i] * (plus - minus);
          asymmetry += gradients[p][i] * ((plus - value) - (value - minus));
          decay += value * (plus - minus);
          lasso += Math.signum(value) * (plus - minus);
        }
      }
    }
    return new Difference(
        predicted / (2 * by),
        (up - down) / (2 * by),
        ((up - base) - (base - down) - asymmetry) / by,
        decay / (2 * by),
        lasso / (2 * by));
  }

  private double[][] draw(boolean all, int[] parameters) {
    double[][] direction = new double[values.length][];
    for (int p : parameters) {
      direction[p] = new double[values[p].length];
      for (int i = 0; i < direction[p].length; i++) {
        if (all || gradients[p][i] != 0) {
          // All sizes alike, kinks of opposite bends would cancel along every direction.
          double share = LEAST_SHARE + (2 - 2 * LEAST_SHARE) * random.nextDouble();
          direction[p][i] = random.nextBoolean() ? share * scales[p] : -share * scales[p];
        }
      }
    }
    return direction;
  }

  private double lossAt(int[] parameters, double[][] direction, double by) throws Exception {
    try {
      for (int p : parameters) {
        double[] moved = values[p].clone();
        for (int i = 0; i < moved.length; i++) {
          if (direction[p][i] != 0) {
            moved[i] = rounded(moved[i] + by * direction[p][i]);
          }
        }
        step.write(p, moved);
      }
      return step.loss();
    } finally {
      for (int p : parameters) {
        step.write(p, values[p]);
      }
    }
  }

  private double rounded(double value) {
    return single ? (float) value : value;
  }
}
