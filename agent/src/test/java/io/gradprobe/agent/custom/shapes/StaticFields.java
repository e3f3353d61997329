package io.gradprobe.agent.custom.shapes;

/** Shape G: everything inline in main, on static fields; cleared at the end of the loop. */
public final class StaticFields {
  static double[] w = new double[3];
  static double b;
  static double[] gw = new double[3];
  static double gb;

  private StaticFields() {}

  public static void main(String[] args) {
    double[][] xs = new double[20][3];
    double[] ys = new double[20];
    for (int epoch = 0; epoch < 50; epoch++) {
      for (int n = 0; n < xs.length; n++) {
        double z = b;
        for (int j = 0; j < 3; j++) {
          z += w[j] * xs[n][j];
        }
        double p = 1 / (1 + Math.exp(-z));
        double e = p - ys[n];
        for (int j = 0; j < 3; j++) {
          gw[j] += e * xs[n][j] / xs.length;
        }
        gb += e / xs.length;
      }
      for (int j = 0; j < 3; j++) {
        w[j] -= 0.1 * gw[j];
        gw[j] = 0;
      }
      b -= 0.1 * gb;
      gb = 0;
    }
  }
}
