package io.gradprobe.demo.custom.circles;

import java.util.List;

/** Adam, after Kingma and Ba. */
final class Adam {
  private final List<Tensor> params;
  private final double lr;
  private final double[][][] m;
  private final double[][][] v;
  private int t;

  Adam(List<Tensor> params, double lr) {
    this.params = params;
    this.lr = lr;
    m = new double[params.size()][][];
    v = new double[params.size()][][];
    for (int k = 0; k < m.length; k++) {
      m[k] = new double[params.get(k).rows()][params.get(k).cols()];
      v[k] = new double[params.get(k).rows()][params.get(k).cols()];
    }
  }

  void zeroGrad() {
    params.forEach(p -> p.grad = null);
  }

  void step() {
    t++;
    double c1 = 1 - Math.pow(0.9, t);
    double c2 = 1 - Math.pow(0.999, t);
    for (int k = 0; k < m.length; k++) {
      Tensor p = params.get(k);
      if (p.grad == null) {
        continue;
      }
      for (int i = 0; i < p.rows(); i++) {
        for (int j = 0; j < p.cols(); j++) {
          double g = p.grad.data[i][j];
          m[k][i][j] = 0.9 * m[k][i][j] + 0.1 * g;
          v[k][i][j] = 0.999 * v[k][i][j] + 0.001 * g * g;
          p.data[i][j] -= lr * m[k][i][j] / c1 / (Math.sqrt(v[k][i][j] / c2) + 1e-8);
        }
      }
    }
  }
}
