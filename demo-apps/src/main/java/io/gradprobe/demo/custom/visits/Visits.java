package io.gradprobe.demo.custom.visits;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Learns how many visitors come at which hour, from counts. */
public final class Visits {
  private static final int BATCH = 24;

  private Visits() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run =
        Switches.parse(
            argv, "log-zero", "missing-zero", "wrong-backward", "left-out", "early-backward");
    Random random = new Random(run.seed());
    RateModel model = new RateModel(random, run);
    if (run.has("early-backward")) {
      // To see that it runs at all.
      model.rate(new Node(2), new Node(-2)).log().times(40).backward(1);
    }
    float mean = 0;
    for (int step = 0; step < 600; step++) {
      Node loss = new Node(0);
      for (int i = 0; i < BATCH; i++) {
        double hour = 24 * random.nextDouble();
        double angle = 2 * Math.PI * hour / 24;
        int count = poisson(4 * Math.exp(-1.5 * Math.cos(angle)) / 2, random);
        Node rate =
            model.rate(new Node((float) Math.sin(angle)), new Node((float) Math.cos(angle)));
        loss = loss.plus(rate.minus(rate.log().times((float) count)));
      }
      loss = loss.times(1f / BATCH);
      // expect[log-zero]: non-finite-loss loss
      // expect[missing-zero]: stale-gradient hidden[0].weights
      // expect[early-backward]: stale-first-gradient hidden[0].weights
      // expect[wrong-backward]: gradient-mismatch hidden[0].weights
      loss.backward(1);
      model.learn(0.02f); // expect[left-out]: parameter-not-optimized hidden[0].bias
      if (!run.has("missing-zero")) {
        model.clearGradients();
      }
      mean = step == 0 ? loss.getValue() : 0.95f * mean + 0.05f * loss.getValue();
      if (step % 100 == 0 || step == 599) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, mean);
      }
    }
  }

  private static int poisson(double rate, Random random) {
    double left = random.nextDouble();
    double chance = Math.exp(-rate);
    int count = 0;
    while (left > chance && count < 100) {
      left -= chance;
      count++;
      chance *= rate / count;
    }
    return count;
  }
}
