package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/**
 * The net itself ends in a log-softmax, the loss is told so, and the labels are smoothed: the loss
 * cannot fall below the smoothing's own entropy.
 */
public final class ProbabilityOutput {
  private static final int STEPS = 200;
  private static final int CLASSES = 3;
  private static final float SMOOTHING = 0.1f;

  private ProbabilityOutput() {}

  /** Trains on batches whose size grows from 8 to 64. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = Nets.relu(24, CLASSES);
    net.addSingleton(logits -> logits.logSoftmax(1));
    Loss loss = new SoftmaxCrossEntropyLoss("Smoothed", 1, -1, false, false);
    try (Model model = Nets.model("spring", net);
        Trainer trainer = Nets.trainer(model, loss, Nets.adam(0.01f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        int size = 8 << Math.min(3, step / 40);
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, size));
          NDArray sharp = data.targets(batch, step, size).oneHot(CLASSES);
          NDList y = new NDList(sharp.mul(1 - SMOOTHING).add(SMOOTHING / CLASSES));
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
