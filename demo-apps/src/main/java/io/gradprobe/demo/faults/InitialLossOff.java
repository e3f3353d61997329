package io.gradprobe.demo.faults;

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
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** The cross entropy is summed over the batch, so that its size depends on the batch's. */
public final class InitialLossOff {
  private static final int STEPS = 150;
  private static final int BATCH = 32;

  private InitialLossOff() {}

  /** Trains; {@code --fixed} takes the mean. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
    try (Model model = Nets.model("spring", Nets.tanh(24, 3));
        Trainer trainer = Nets.trainer(model, crossEntropy, Nets.adam(0.01f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, BATCH));
          NDList y = new NDList(data.targets(batch, step, BATCH));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray mean = crossEntropy.evaluate(y, trainer.forward(x));
            loss = fixed ? mean : mean.mul(BATCH);
            gc.backward(loss); // expect: initial-loss-off loss
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
