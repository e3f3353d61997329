package io.gradprobe.runtime.gradcheck;

import java.util.List;
import java.util.Random;

/**
 * A net of two layers with a backward of its own, offered to a check: parameters {@code w1, b1, w2,
 * b2}, squared error over a batch. Faults and peculiarities are switched on by its fields.
 */
class TwoLayers extends HandStep {
  private static final int INPUTS = 3;
  private static final int UNITS = 6;
  private static final int BATCH = 16;

  final double[][] values = {
    new double[UNITS * INPUTS], new double[UNITS], new double[UNITS], new double[1]
  };
  final double[][] x = new double[BATCH][INPUTS];
  private final double[] wanted = new double[BATCH];
  private final Random noise = new Random(1);
  private double[][] gradients;

  boolean relu;
  boolean single;
  boolean dropout;
  boolean bootstraps;
  boolean failing;
  boolean exact;
  double turned = 1;
  double outputFactor = 1;
  double factor = 1;
  double decay;
  double lasso;
  double clip = Double.POSITIVE_INFINITY;
  boolean forgetsSlope;
  boolean forgetsBiasOfAll;
  boolean quantised;
  double told = Double.NaN;
  Blame blame = Blame.UNKNOWN;
  int restored;

  TwoLayers(long seed) {
    Random random = new Random(seed);
    for (double[] row : x) {
      for (int i = 0; i < INPUTS; i++) {
        row[i] = (float) random.nextGaussian();
      }
    }
    for (int n = 0; n < BATCH; n++) {
      wanted[n] = (float) (Math.sin(2 * x[n][0]) + x[n][1] * x[n][2]);
    }
    for (double[] value : values) {
      for (int i = 0; i < value.length; i++) {
        value[i] = (float) (0.7 * random.nextGaussian());
      }
    }
  }

  CheckResult check() {
    return check(0.05);
  }

  CheckResult check(double tolerance) {
    gradients = backward();
    return new GradientCheck(new CheckSettings(tolerance, 8, 5_000_000_000L, 1_000_000), 7)
        .of(this);
  }

  private double r(double value) {
    return single ? (float) value : value;
  }

  private double activation(double z) {
    double smooth = relu ? Math.max(0, z) : r(Math.tanh(z));
    return quantised ? Math.rint(smooth * 8) / 8 : smooth;
  }

  private double slope(double z, double a) {
    if (forgetsSlope) {
      return 1;
    }
    return relu ? (z > 0 ? 1 : 0) : 1 - a * a;
  }

  private double hidden(int n, int j) {
    double z = values[1][j];
    for (int i = 0; i < INPUTS; i++) {
      z = r(z + r(values[0][j * INPUTS + i] * x[n][i]));
    }
    return z;
  }

  private double out(int n) {
    double out = values[3][0];
    for (int j = 0; j < UNITS; j++) {
      double kept = dropout && noise.nextBoolean() ? 0 : 1;
      out = r(out + r(kept * values[2][j] * activation(hidden(n, j))));
    }
    return out;
  }

  private double target(int n) {
    return bootstraps ? 0.9 * out((n + 1) % BATCH) + 0.1 * wanted[n] : wanted[n];
  }

  @Override
  public double loss() {
    if (failing) {
      throw new IllegalStateException("no loss");
    }
    double loss = 0;
    for (int n = 0; n < BATCH; n++) {
      double error = r(out(n) - target(n));
      loss = r(loss + r(error * error));
    }
    return r(loss / BATCH);
  }

  private double[][] backward() {
    double[][] g = {
      new double[UNITS * INPUTS], new double[UNITS], new double[UNITS], new double[1]
    };
    for (int n = 0; n < BATCH; n++) {
      double d = 2 * (out(n) - target(n)) / BATCH;
      g[3][0] += d;
      for (int j = 0; j < UNITS; j++) {
        double z = hidden(n, j);
        double a = activation(z);
        g[2][j] += outputFactor * d * a;
        double inner = turned * d * values[2][j] * slope(z, a);
        g[1][j] += forgetsBiasOfAll && n % 2 == 0 ? 0 : inner;
        for (int i = 0; i < INPUTS; i++) {
          g[0][j * INPUTS + i] += inner * x[n][i];
        }
      }
    }
    for (int p = 0; p < g.length; p++) {
      for (int i = 0; i < g[p].length; i++) {
        double v = values[p][i];
        double weights = p % 2 == 0 ? decay * v + lasso * Math.signum(v) : 0;
        g[p][i] = r(Math.max(-clip, Math.min(clip, factor * g[p][i] + weights)));
      }
    }
    return g;
  }

  @Override
  double[][] values() {
    return values;
  }

  @Override
  double[][] gradients() {
    return gradients;
  }

  @Override
  public boolean isSinglePrecision() {
    return single;
  }

  @Override
  public void write(int parameter, double[] value) {
    for (double v : value) {
      if (single && v != (float) v) {
        throw new IllegalArgumentException(v + " is no float");
      }
    }
    super.write(parameter, value);
  }

  @Override
  public double stepLoss() {
    return told;
  }

  @Override
  public void restore() {
    restored++;
  }

  @Override
  public Blame blame(List<Mismatch> wrong) {
    return blame;
  }

  @Override
  public boolean isExact() {
    return exact;
  }
}
