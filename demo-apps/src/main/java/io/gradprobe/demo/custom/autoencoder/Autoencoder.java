package io.gradprobe.demo.custom.autoencoder;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Squeezes eight numbers that hang together into two; each half has an optimizer of its own. */
public final class Autoencoder {
  private static final int STEPS = 400;
  private static final int BATCH = 24;

  private final Layer encoder;
  private final Layer decoder;

  private Autoencoder(Random random) {
    encoder = new Layer(8, 2, random);
    decoder = new Layer(2, 8, random);
  }

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "left-out", "missing-zero", "cut");
    Random random = new Random(run.seed());
    Autoencoder model = new Autoencoder(random);
    Optimizer first = new Optimizer.RmsProp(model.encoder, 0.002f);
    Optimizer second = new Optimizer.Sgd(model.decoder, 0.05f);
    Layer mixing = new Layer(2, 8, new Random(5));
    for (int step = 0; step < STEPS; step++) {
      first.zeroGrad();
      if (!run.has("missing-zero")) {
        second.zeroGrad();
      }
      float loss = 0;
      for (int i = 0; i < BATCH; i++) {
        float[] hidden = {(float) random.nextGaussian(), (float) random.nextGaussian()};
        float[] x = mixing.forward(hidden);
        float[] y = model.decoder.forward(model.encoder.forward(x));
        float[] grad = new float[y.length];
        for (int j = 0; j < y.length; j++) {
          float error = y[j] - x[j] + 0.02f * (float) random.nextGaussian();
          loss += error * error / BATCH;
          grad[j] = 2 * error / BATCH;
        }
        // expect[missing-zero]: stale-gradient decoder.weight
        // expect[cut]: missing-gradient encoder.weight
        float[] inner = model.decoder.backward(grad);
        if (run.has("cut")) {
          inner = new float[inner.length];
        }
        model.encoder.backward(inner);
      }
      if (!run.has("left-out")) {
        first.step();
      }
      second.step(); // expect[left-out]: parameter-not-optimized encoder.weight
      if (step % 80 == 0 || step == STEPS - 1) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", step, loss);
      }
    }
  }
}
