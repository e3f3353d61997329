package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;

/**
 * The parity of four bits: inputs are zeros and ones, there are but sixteen samples, and the loss
 * stays near chance for a while before the net finds the pattern.
 */
public final class BinaryInputs {
  private static final int STEPS = 300;
  private static final int BITS = 4;
  private static final int SAMPLES = 1 << BITS;

  private BinaryInputs() {}

  /** Trains on all samples at each step, as textbooks do. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Progress progress = new Progress(STEPS);
    float[] bits = new float[SAMPLES * BITS];
    float[] parity = new float[SAMPLES];
    for (int i = 0; i < bits.length; i++) {
      bits[i] = i / BITS >> i % BITS & 1;
      parity[i / BITS] = Integer.bitCount(i / BITS) % 2;
    }
    Loss loss = Loss.sigmoidBinaryCrossEntropyLoss();
    try (Model model = Nets.model("parity", Nets.relu(64, 1));
        Trainer trainer = Nets.trainer(model, loss, Nets.adam(0.01f), new Shape(1, BITS))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(batch.create(bits, new Shape(SAMPLES, BITS)));
          NDList y = new NDList(batch.create(parity, new Shape(SAMPLES, 1)));
          NDArray value;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            value = loss.evaluate(y, trainer.forward(x));
            gc.backward(value);
          }
          trainer.step();
          progress.loss(step, value);
        }
      }
    }
    progress.done();
  }
}
