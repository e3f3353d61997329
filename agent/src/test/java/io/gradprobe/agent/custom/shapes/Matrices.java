package io.gradprobe.agent.custom.shapes;

/** Shapes C and F: matrices of the program's own, replaced at every step by new ones. */
public final class Matrices {
  private Matrices() {}

  record Matrix(double[] v, int rows, int cols) {
    Matrix times(Matrix o) {
      double[] r = new double[rows * o.cols];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < o.cols; j++) {
          double sum = 0;
          for (int k = 0; k < cols; k++) {
            sum += v[i * cols + k] * o.v[k * o.cols + j];
          }
          r[i * o.cols + j] = sum;
        }
      }
      return new Matrix(r, rows, o.cols);
    }

    Matrix minus(Matrix o) {
      double[] r = new double[v.length];
      for (int i = 0; i < r.length; i++) {
        r[i] = v[i] - o.v[i];
      }
      return new Matrix(r, rows, cols);
    }

    Matrix scaled(double by) {
      double[] r = new double[v.length];
      for (int i = 0; i < r.length; i++) {
        r[i] = v[i] * by;
      }
      return new Matrix(r, rows, cols);
    }

    Matrix turned() {
      double[] r = new double[v.length];
      for (int i = 0; i < rows; i++) {
        for (int j = 0; j < cols; j++) {
          r[j * rows + i] = v[i * cols + j];
        }
      }
      return new Matrix(r, cols, rows);
    }
  }

  static final class Layer {
    Matrix w = new Matrix(new double[6], 3, 2);
    Matrix dw;
    Matrix in;

    Matrix forward(Matrix x) {
      in = x;
      return x.times(w);
    }

    Matrix backward(Matrix dy) {
      dw = in.turned().times(dy);
      return dy.times(w.turned());
    }

    void learn(double rate) {
      w = w.minus(dw.scaled(rate));
    }
  }

  public static void main(String[] args) {
    Layer layer = new Layer();
    Matrix x = new Matrix(new double[12], 4, 3);
    Matrix y = new Matrix(new double[8], 4, 2);
    for (int step = 0; step < 100; step++) {
      Matrix out = layer.forward(x);
      layer.backward(out.minus(y));
      layer.learn(0.1);
    }
  }
}
