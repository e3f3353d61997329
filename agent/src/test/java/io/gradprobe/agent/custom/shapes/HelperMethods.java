package io.gradprobe.agent.custom.shapes;

/** Shape C: layers whose arrays are moved by one static helper; weight decay, clipping. */
public final class HelperMethods {
  private HelperMethods() {}

  static final class Dense {
    final double[] w;
    final double[] dw;
    final int in;
    final int out;
    double[] x;

    Dense(int in, int out) {
      this.in = in;
      this.out = out;
      w = new double[in * out];
      dw = new double[in * out];
    }

    double[] forward(double[] x) {
      this.x = x;
      double[] y = new double[out];
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          y[o] += w[o * in + i] * x[i];
        }
      }
      return y;
    }

    double[] backward(double[] dy) {
      double[] dx = new double[in];
      for (int o = 0; o < out; o++) {
        for (int i = 0; i < in; i++) {
          dw[o * in + i] += dy[o] * x[i];
          dx[i] += w[o * in + i] * dy[o];
        }
      }
      return dx;
    }
  }

  static void sgd(double[] w, double[] g, double rate, double decay) {
    for (int i = 0; i < w.length; i++) {
      w[i] -= rate * (g[i] + decay * w[i]);
    }
  }

  static void clip(Dense layer, double most) {
    double sum = 0;
    for (double g : layer.dw) {
      sum += g * g;
    }
    double norm = Math.sqrt(sum);
    if (norm > most) {
      for (int i = 0; i < layer.dw.length; i++) {
        layer.dw[i] *= most / norm;
      }
    }
  }

  static void zero(Dense layer) {
    java.util.Arrays.fill(layer.dw, 0);
  }

  public static void main(String[] args) {
    Dense layer = new Dense(3, 2);
    for (int step = 0; step < 100; step++) {
      double[] y = layer.forward(new double[] {1, 2, step});
      double[] dy = {y[0] - 1, y[1] + 1};
      zero(layer);
      layer.backward(dy);
      clip(layer, 1);
      sgd(layer.w, layer.dw, 0.01, 1e-4);
    }
  }
}
