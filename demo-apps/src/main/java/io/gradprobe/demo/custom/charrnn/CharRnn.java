package io.gradprobe.demo.custom.charrnn;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Learns to spell, letter by letter, with a recurrent net and Adagrad. */
public final class CharRnn {
  private static final String TEXT = "she sells sea shells by the sea shore; ";
  private static final int HIDDEN = 20;
  private static final int LENGTH = 12;
  private static final int STEPS = 600;

  private static String letters;
  private static double[][] wxh;
  private static double[][] whh;
  private static double[][] why;
  private static double[] bh;
  private static double[] by;
  private static double[][] dWxh;
  private static double[][] dWhh;
  private static double[][] dWhy;
  private static double[] dbh;
  private static double[] dby;
  private static double[] state;

  private CharRnn() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "missing-zero", "wiped", "wrong-backward", "no-backward");
    Random random = new Random(run.seed());
    StringBuilder found = new StringBuilder();
    TEXT.chars().distinct().forEach(c -> found.append((char) c));
    letters = found.toString();
    int size = letters.length();
    wxh = matrix(HIDDEN, size, random);
    whh = matrix(HIDDEN, HIDDEN, random);
    why = matrix(size, HIDDEN, random);
    bh = new double[HIDDEN];
    by = new double[size];
    clearGradients();
    double[][][] memory = {
      new double[HIDDEN][size], new double[HIDDEN][HIDDEN], new double[size][HIDDEN]
    };
    double[][] biasMemory = {new double[HIDDEN], new double[size]};
    state = new double[HIDDEN];
    double smooth = Math.log(size);
    int at = 0;
    for (int step = 0; step < STEPS; step++) {
      if (at + LENGTH + 1 >= TEXT.length()) {
        at = 0;
        state = new double[HIDDEN];
      }
      if (!run.has("missing-zero")) {
        clearGradients();
      }
      if (!run.has("no-backward") || step % 3 == 0) {
        // expect[missing-zero]: stale-gradient wxh
        // expect[wrong-backward]: gradient-mismatch wxh
        smooth = 0.98 * smooth + 0.02 * lossAndGradients(at, run.has("wrong-backward"));
      }
      for (double[][] d : new double[][][] {dWxh, dWhh, dWhy, {dbh, dby}}) {
        for (double[] row : d) {
          for (int i = 0; i < row.length; i++) {
            row[i] = Math.max(-5, Math.min(5, row[i]));
          }
        }
      }
      if (run.has("wiped")) {
        clearGradients(); // expect[wiped]: gradient-wiped wxh
      }
      // expect[no-backward]: step-without-backward wxh
      adagrad(wxh, dWxh, memory[0]);
      adagrad(whh, dWhh, memory[1]);
      adagrad(why, dWhy, memory[2]);
      adagrad(new double[][] {bh, by}, new double[][] {dbh, dby}, biasMemory);
      at += LENGTH;
      if (step % 100 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, smooth);
      }
    }
  }

  /** Reads a piece of text forward and backward; returns the mean loss per letter. */
  private static double lossAndGradients(int at, boolean forgetTanh) {
    double[][] h = new double[LENGTH + 1][];
    double[][] p = new double[LENGTH][];
    h[0] = state;
    double loss = 0;
    for (int t = 0; t < LENGTH; t++) {
      int x = letters.indexOf(TEXT.charAt(at + t));
      h[t + 1] = new double[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        h[t + 1][i] = Math.tanh(wxh[i][x] + dot(whh[i], h[t]) + bh[i]);
      }
      p[t] = new double[by.length];
      double sum = 0;
      for (int k = 0; k < by.length; k++) {
        p[t][k] = Math.exp(dot(why[k], h[t + 1]) + by[k]);
        sum += p[t][k];
      }
      for (int k = 0; k < by.length; k++) {
        p[t][k] /= sum;
      }
      loss -= Math.log(p[t][letters.indexOf(TEXT.charAt(at + t + 1))]) / LENGTH;
    }
    double[] dNext = new double[HIDDEN];
    for (int t = LENGTH - 1; t >= 0; t--) {
      int x = letters.indexOf(TEXT.charAt(at + t));
      double[] dy = p[t].clone();
      dy[letters.indexOf(TEXT.charAt(at + t + 1))] -= 1;
      double[] dh = dNext;
      for (int k = 0; k < dy.length; k++) {
        dby[k] += dy[k] / LENGTH;
        for (int i = 0; i < HIDDEN; i++) {
          dWhy[k][i] += dy[k] * h[t + 1][i] / LENGTH;
          dh[i] += why[k][i] * dy[k];
        }
      }
      dNext = new double[HIDDEN];
      for (int i = 0; i < HIDDEN; i++) {
        double raw = forgetTanh ? dh[i] : dh[i] * (1 - h[t + 1][i] * h[t + 1][i]);
        dbh[i] += raw / LENGTH;
        dWxh[i][x] += raw / LENGTH;
        for (int j = 0; j < HIDDEN; j++) {
          dWhh[i][j] += raw * h[t][j] / LENGTH;
          dNext[j] += whh[i][j] * raw;
        }
      }
    }
    state = h[LENGTH];
    return loss;
  }

  private static void adagrad(double[][] w, double[][] d, double[][] memory) {
    for (int i = 0; i < w.length; i++) {
      for (int j = 0; j < w[i].length; j++) {
        memory[i][j] += d[i][j] * d[i][j];
        w[i][j] -= 0.05 * d[i][j] / Math.sqrt(memory[i][j] + 1e-8);
      }
    }
  }

  private static void clearGradients() {
    dWxh = new double[HIDDEN][letters.length()];
    dWhh = new double[HIDDEN][HIDDEN];
    dWhy = new double[letters.length()][HIDDEN];
    dbh = new double[HIDDEN];
    dby = new double[letters.length()];
  }

  private static double[][] matrix(int rows, int columns, Random random) {
    double[][] m = new double[rows][columns];
    for (double[] row : m) {
      for (int j = 0; j < columns; j++) {
        row[j] = 0.1 * random.nextGaussian();
      }
    }
    return m;
  }

  private static double dot(double[] a, double[] b) {
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
