package io.gradprobe.demo.custom.shards;

import io.gradprobe.demo.support.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Sorts signals into five kinds; three threads find the gradients of a third of a batch each. */
public final class Shards {
  private static final int STEPS = 300;
  private static final int THREADS = 3;
  private static final int BATCH = 60;
  private static final int FEATURES = 8;
  private static final int KINDS = 5;

  private Shards() {}

  /** Trains. */
  public static void main(String[] argv) throws InterruptedException, ExecutionException {
    Switches run =
        Switches.parse(argv, "missing-zero", "no-backward", "wrong-backward", "flipped-sign");
    Random random = new Random(run.seed());
    double[][] centres = new double[KINDS][FEATURES];
    for (double[] centre : centres) {
      for (int f = 0; f < FEATURES; f++) {
        centre[f] = random.nextGaussian();
      }
    }
    TwoLayerNet net = new TwoLayerNet(FEATURES, FEATURES, KINDS, random);
    net.swapped = run.has("wrong-backward");
    double rate = run.has("flipped-sign") ? -0.02 : 0.2;
    double loss = 0;
    ExecutorService pool = Executors.newFixedThreadPool(THREADS);
    try {
      for (int step = 0; step < STEPS; step++) {
        double[][] x = new double[BATCH][FEATURES];
        int[] kind = new int[BATCH];
        for (int i = 0; i < BATCH; i++) {
          kind[i] = random.nextInt(KINDS);
          for (int f = 0; f < FEATURES; f++) {
            x[i][f] = centres[kind[i]][f] + 0.6 * random.nextGaussian();
          }
        }
        if (!run.has("missing-zero")) {
          net.zeroGradients();
        }
        if (!run.has("no-backward") || step % 3 == 0) {
          loss = 0;
          List<Future<TwoLayerNet.Gradients>> parts = new ArrayList<>();
          for (int t = 0; t < THREADS; t++) {
            int from = t * BATCH / THREADS;
            int to = (t + 1) * BATCH / THREADS;
            parts.add(pool.submit(() -> net.gradients(x, kind, from, to)));
          }
          for (Future<TwoLayerNet.Gradients> part : parts) {
            // expect[missing-zero]: stale-gradient hidden
            // expect[wrong-backward]: gradient-mismatch hidden
            loss += net.accumulate(part.get(), 1.0 / BATCH);
          }
        }
        // expect[no-backward]: step-without-backward hidden
        // expect[flipped-sign]: update-ascends hidden
        net.step(rate);
        if (step % 60 == 0 || step == STEPS - 1) {
          System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss);
        }
      }
    } finally {
      pool.shutdown();
    }
  }
}
