package io.gradprobe.demo.custom.xor;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Learns exclusive or; everything is in main. */
public final class Xor {
  private static final double MOST = 0.5;

  private Xor() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "left-out", "flipped-sign", "symmetric", "late-clip");
    Random rnd = new Random(run.seed());
    double[][] x = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
    double[] y = {0, 1, 1, 0};
    int hidden = 8;
    double[][] w1 = new double[2][hidden];
    double[] b1 = new double[hidden];
    double[] w2 = new double[hidden];
    double b2 = 0;
    for (int j = 0; j < hidden; j++) {
      w1[0][j] = run.has("symmetric") ? 0.5 : rnd.nextGaussian();
      w1[1][j] = run.has("symmetric") ? 0.5 : rnd.nextGaussian();
      w2[j] = run.has("symmetric") ? 0.5 : 0.5 * rnd.nextGaussian();
    }
    boolean late = run.has("late-clip");
    double lr = late ? 0.1 : 0.5;
    for (int epoch = 0; epoch < 1000; epoch++) {
      double[][] gw1 = new double[2][hidden];
      double[] gb1 = new double[hidden];
      double[] gw2 = new double[hidden];
      double gb2 = 0;
      double loss = 0;
      for (int n = 0; n < x.length; n++) {
        double[] h = new double[hidden];
        double z = b2;
        for (int j = 0; j < hidden; j++) {
          h[j] = Math.tanh(w1[0][j] * x[n][0] + w1[1][j] * x[n][1] + b1[j]);
          z += w2[j] * h[j];
        }
        double p = 1 / (1 + Math.exp(-z));
        loss -= y[n] > 0.5 ? Math.log(p) : Math.log(1 - p);

        double dz = (p - y[n]) / x.length;
        gb2 += dz;
        for (int j = 0; j < hidden; j++) {
          // expect[symmetric]: poor-initialization w1
          gw2[j] += dz * h[j];
          double dh = dz * w2[j] * (1 - h[j] * h[j]);
          gb1[j] += dh;
          gw1[0][j] += dh * x[n][0];
          gw1[1][j] += dh * x[n][1];
        }
      }
      if (!late) {
        for (int j = 0; j < hidden; j++) {
          gw2[j] = Math.max(-MOST, Math.min(MOST, gw2[j]));
        }
      }
      for (int j = 0; j < hidden; j++) {
        if (run.has("flipped-sign")) {
          // expect[flipped-sign]: update-ascends w1
          // expect[left-out]: parameter-not-optimized b1
          w2[j] += lr * gw2[j];
          w1[0][j] += lr * gw1[0][j];
          w1[1][j] += lr * gw1[1][j];
        } else {
          w2[j] -= lr * gw2[j];
          w1[0][j] -= lr * gw1[0][j];
          w1[1][j] -= lr * gw1[1][j];
        }
        if (!run.has("left-out")) {
          b1[j] -= lr * gb1[j];
        }
      }
      b2 -= lr * gb2;
      if (late) {
        for (int j = 0; j < hidden; j++) {
          // expect[late-clip]: clip-out-of-order w2
          gw2[j] = Math.max(-MOST, Math.min(MOST, gw2[j]));
        }
      }
      if (epoch % 200 == 0 || epoch == 999) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", epoch, loss / x.length);
      }
    }
  }
}
