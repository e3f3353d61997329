package io.gradprobe.demo.custom.circles;

import java.util.function.DoubleUnaryOperator;

/** Operations on tensors. */
final class Ops {
  private Ops() {}

  static Tensor matmul(Tensor a, Tensor b) {
    return record(
        product(a.data, b.data),
        g -> new double[][][] {product(g, turned(b.data)), product(turned(a.data), g)},
        a,
        b);
  }

  static Tensor addRow(Tensor a, Tensor row) {
    double[][] out = new double[a.rows()][a.cols()];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < out[i].length; j++) {
        out[i][j] = a.data[i][j] + row.data[0][j];
      }
    }
    return record(
        out,
        g -> {
          double[][] sums = new double[1][g[0].length];
          for (double[] line : g) {
            for (int j = 0; j < line.length; j++) {
              sums[0][j] += line[j];
            }
          }
          return new double[][][] {g, sums};
        },
        a,
        row);
  }

  static Tensor tanh(Tensor a) {
    double[][] out = map(a.data, Math::tanh);
    return record(out, g -> new double[][][] {times(g, map(out, t -> 1 - t * t))}, a);
  }

  /** The logarithms of the softmax of each row. */
  static Tensor logSoftmax(Tensor a) {
    double[][] out = new double[a.rows()][];
    for (int i = 0; i < out.length; i++) {
      double sum = 0;
      for (double v : a.data[i]) {
        sum += Math.exp(v);
      }
      double log = Math.log(sum);
      out[i] = map(new double[][] {a.data[i]}, v -> v - log)[0];
    }
    return record(
        out,
        g -> {
          double[][] back = new double[g.length][g[0].length];
          for (int i = 0; i < g.length; i++) {
            double sum = 0;
            for (double v : g[i]) {
              sum += v;
            }
            for (int j = 0; j < back[i].length; j++) {
              back[i][j] = g[i][j] - Math.exp(out[i][j]) * sum;
            }
          }
          return new double[][][] {back};
        },
        a);
  }

  /** The mean divergence of what is predicted, as logarithms, from the targets. */
  static Tensor divergence(double[][] targets, Tensor logs) {
    double sum = 0;
    for (int i = 0; i < targets.length; i++) {
      for (int j = 0; j < targets[i].length; j++) {
        sum += targets[i][j] * (Math.log(targets[i][j]) - logs.data[i][j]);
      }
    }
    double n = targets.length;
    return record(
        new double[][] {{sum / n}},
        g -> new double[][][] {map(targets, t -> -t * g[0][0] / n)},
        logs);
  }

  private static Tensor record(double[][] data, Tensor.GradFn gradFn, Tensor... inputs) {
    boolean needed = false;
    for (Tensor input : inputs) {
      needed |= input.requiresGrad;
    }
    Tensor out = new Tensor(data, needed);
    if (needed) {
      out.inputs = inputs;
      out.gradFn = gradFn;
    }
    return out;
  }

  private static double[][] product(double[][] a, double[][] b) {
    double[][] out = new double[a.length][b[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int k = 0; k < b.length; k++) {
        for (int j = 0; j < b[0].length; j++) {
          out[i][j] += a[i][k] * b[k][j];
        }
      }
    }
    return out;
  }

  private static double[][] turned(double[][] a) {
    double[][] out = new double[a[0].length][a.length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        out[j][i] = a[i][j];
      }
    }
    return out;
  }

  private static double[][] times(double[][] a, double[][] b) {
    double[][] out = new double[a.length][a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        out[i][j] = a[i][j] * b[i][j];
      }
    }
    return out;
  }

  private static double[][] map(double[][] a, DoubleUnaryOperator function) {
    double[][] out = new double[a.length][a[0].length];
    for (int i = 0; i < a.length; i++) {
      for (int j = 0; j < a[0].length; j++) {
        out[i][j] = function.applyAsDouble(a[i][j]);
      }
    }
    return out;
  }
}
