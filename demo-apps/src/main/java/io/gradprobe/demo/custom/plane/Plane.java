package io.gradprobe.demo.custom.plane;

import io.gradprobe.demo.support.Switches;
import java.util.Arrays;
import java.util.Locale;
import java.util.Random;
import java.util.stream.IntStream;

/** Learns a curved plane; layers and gradients are records, and each step makes new ones. */
public final class Plane {
  private static final int STEPS = 500;
  private static final int BATCH = 16;

  /** Weights and biases. */
  record Layer(double[][] w, double[] b) {
    static Layer random(int outputs, int inputs, Random random) {
      double[][] w = new double[outputs][inputs];
      for (double[] row : w) {
        Arrays.setAll(row, i -> random.nextGaussian() / Math.sqrt(inputs));
      }
      return new Layer(w, new double[outputs]);
    }

    double[] apply(double[] x) {
      return IntStream.range(0, b.length)
          .mapToDouble(
              o -> b[o] + IntStream.range(0, x.length).mapToDouble(i -> w[o][i] * x[i]).sum())
          .toArray();
    }

    /** This layer, moved by a gradient. */
    Layer moved(Gradient g, double by, boolean weightsToo) {
      double[][] newW = w;
      if (weightsToo) {
        newW = new double[w.length][];
        for (int o = 0; o < newW.length; o++) {
          newW[o] = sum(w[o], g.w[o], by);
        }
      }
      return new Layer(newW, sum(b, g.b, by));
    }
  }

  /** The loss's derivatives by weights and biases. */
  record Gradient(double[][] w, double[] b) {
    static Gradient of(double[] delta, double[] input) {
      double[][] w = new double[delta.length][];
      for (int o = 0; o < w.length; o++) {
        double d = delta[o];
        w[o] = Arrays.stream(input).map(x -> x * d).toArray();
      }
      return new Gradient(w, delta);
    }

    Gradient plus(Gradient other) {
      double[][] sum = new double[w.length][];
      for (int o = 0; o < sum.length; o++) {
        sum[o] = Plane.sum(w[o], other.w[o], 1);
      }
      return new Gradient(sum, Plane.sum(b, other.b, 1));
    }
  }

  private Plane() {}

  private static double[] sum(double[] a, double[] b, double factor) {
    return IntStream.range(0, a.length).mapToDouble(i -> a[i] + factor * b[i]).toArray();
  }

  private static Gradient[] backward(Layer[] layers, double[] x, double[] h, double error) {
    double[] delta = new double[h.length];
    Arrays.setAll(delta, j -> error * layers[1].w[0][j] * (1 - h[j] * h[j]));
    return new Gradient[] {Gradient.of(delta, x), Gradient.of(new double[] {error}, h)};
  }

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "flipped-sign", "left-out", "copy", "zero-rate");
    Random random = new Random(run.seed());
    Layer[] layers = {Layer.random(12, 2, random), Layer.random(1, 12, random)};
    double rate = run.has("flipped-sign") ? -0.003 : run.has("zero-rate") ? 0 : 0.1;
    for (int step = 0; step < STEPS; step++) {
      double loss = 0;
      Gradient[] total = null;
      for (int i = 0; i < BATCH; i++) {
        double[] x = {random.nextGaussian(), random.nextGaussian()};
        double target = 0.5 * x[0] - x[1] + 0.3 * Math.sin(2 * x[0]);
        double[] h = Arrays.stream(layers[0].apply(x)).map(Math::tanh).toArray();
        double error = layers[1].apply(h)[0] - target;
        loss += error * error / BATCH;
        Gradient[] own = backward(layers, x, h, 2 * error / BATCH);
        total = total == null ? own : new Gradient[] {total[0].plus(own[0]), total[1].plus(own[1])};
      }
      Layer[] updated = run.has("copy") ? layers.clone() : layers;
      for (int l = 0; l < layers.length; l++) {
        boolean weightsToo = l > 0 || !run.has("left-out");
        // expect[flipped-sign]: update-ascends layers[0].w
        // expect[left-out]: parameter-not-optimized layers[0].w
        // expect[copy]: weight-not-updating layers[0].w
        // expect[zero-rate]: weight-not-updating layers[0].w
        updated[l] = layers[l].moved(total[l], -rate, weightsToo);
      }
      if (step % 100 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss);
      }
    }
  }
}
