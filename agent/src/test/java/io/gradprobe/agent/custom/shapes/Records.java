package io.gradprobe.agent.custom.shapes;

/** Shapes F and K: a record is replaced at every step; local arrays hold the gradients. */
public final class Records {
  private Records() {}

  record Model(double[] w, double b) {
    double predict(double[] x) {
      double sum = b;
      for (int i = 0; i < w.length; i++) {
        sum += w[i] * x[i];
      }
      return sum;
    }
  }

  public static void main(String[] args) {
    Model model = new Model(new double[3], 0);
    double[][] xs = new double[10][3];
    double[] ys = new double[10];
    for (int epoch = 0; epoch < 100; epoch++) {
      double[] dw = new double[3];
      double db = 0;
      for (int n = 0; n < xs.length; n++) {
        double e = model.predict(xs[n]) - ys[n];
        for (int i = 0; i < 3; i++) {
          dw[i] += 2 * e * xs[n][i];
        }
        db += 2 * e;
      }
      double[] next = new double[3];
      for (int i = 0; i < 3; i++) {
        next[i] = model.w()[i] - 0.01 * dw[i];
      }
      model = new Model(next, model.b() - 0.01 * db);
    }
  }
}
