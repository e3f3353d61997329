package io.gradprobe.demo.custom.circles;

import io.gradprobe.demo.support.Switches;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Says on which of three rings a point lies. */
public final class Circles {
  private static final int STEPS = 400;
  private static final int BATCH = 32;

  private final Tensor w1;
  private final Tensor b1 = new Tensor(new double[1][16], true);
  private final Tensor w2;
  private final Tensor b2 = new Tensor(new double[1][16], true);
  private final Tensor w3;
  private final boolean cut;

  private Circles(Random random, boolean cut) {
    w1 = Tensor.random(2, 16, random);
    w2 = Tensor.random(16, 16, random);
    w3 = Tensor.random(16, 3, random);
    this.cut = cut;
  }

  private Tensor forward(Tensor x) {
    Tensor h = Ops.tanh(Ops.addRow(Ops.matmul(x, w1), b1));
    if (cut) {
      h = h.detach();
    }
    h = Ops.tanh(Ops.addRow(Ops.matmul(h, w2), b2));
    return Ops.logSoftmax(Ops.matmul(h, w3));
  }

  private List<Tensor> parameters() {
    return List.of(w1, b1, w2, b2, w3);
  }

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "missing-zero", "cut", "wiped", "log-zero");
    Random random = new Random(run.seed());
    Circles model = new Circles(random, run.has("cut"));
    Adam optimizer = new Adam(model.parameters(), 0.01);
    double smoothing = run.has("log-zero") ? 0 : 0.01;
    for (int step = 0; step < STEPS; step++) {
      double[][] x = new double[BATCH][2];
      double[][] targets = new double[BATCH][3];
      for (int i = 0; i < BATCH; i++) {
        int ring = random.nextInt(3);
        double radius = 0.4 + 0.6 * ring + 0.1 * random.nextGaussian();
        double angle = 2 * Math.PI * random.nextDouble();
        x[i] = new double[] {radius * Math.cos(angle), radius * Math.sin(angle)};
        for (int c = 0; c < 3; c++) {
          targets[i][c] = c == ring ? 1 - 2 * smoothing : smoothing;
        }
      }
      Tensor loss = Ops.divergence(targets, model.forward(new Tensor(x, false)));
      if (!run.has("missing-zero")) {
        optimizer.zeroGrad();
      }
      // expect[missing-zero]: stale-gradient w1
      // expect[cut]: missing-gradient w1
      // expect[log-zero]: non-finite-loss loss
      Autograd.backward(loss);
      if (run.has("wiped")) {
        optimizer.zeroGrad(); // expect[wiped]: gradient-wiped w1
      }
      optimizer.step();
      if (step % 50 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss.data[0][0]);
      }
    }
  }
}
