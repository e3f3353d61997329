package io.gradprobe.demo.programs;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Nets;
import java.util.Random;

/** Encoder and decoder with a trainer each, trained by one loop that leaves its noise behind. */
public final class SharedLeak {
  private static final int STEPS = 150;
  private static final int FEATURES = 6;
  private static final int CODE = 3;

  private SharedLeak() {}

  /** Trains. */
  public static void main(String[] args) {
    Random random = new Random(1);
    Loss loss = Loss.l2Loss();
    try (Model encoder = Nets.model("encoder", Nets.tanh(8, CODE));
        Model decoder = Nets.model("decoder", Nets.tanh(8, FEATURES));
        Trainer encodes = Nets.trainer(encoder, loss, Nets.sgd(0.1f), new Shape(1, FEATURES));
        Trainer decodes = Nets.trainer(decoder, loss, Nets.sgd(0.1f), new Shape(1, CODE))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = encodes.getManager().newSubManager()) {
          NDArray x = batch.create(gaussian(random, 32 * FEATURES), new Shape(32, FEATURES));
          NDArray noise = encoder.getNDManager().create(gaussian(random, CODE));
          try (GradientCollector gc = encodes.newGradientCollector()) {
            NDArray code = encodes.forward(new NDList(x)).singletonOrThrow();
            NDList out = decodes.forward(new NDList(code.add(noise)));
            gc.backward(loss.evaluate(new NDList(x), out));
          }
          encodes.step();
          decodes.step();
        }
      }
    }
    System.out.println("done");
  }

  private static float[] gaussian(Random random, int count) {
    float[] values = new float[count];
    for (int i = 0; i < count; i++) {
      values[i] = (float) random.nextGaussian();
    }
    return values;
  }
}
