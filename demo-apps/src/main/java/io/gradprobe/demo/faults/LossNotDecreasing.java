package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** The learning rate is thousands of times too small: the weights move, the loss stays as it is. */
public final class LossNotDecreasing {
  private static final int STEPS = 500;
  private static final int BATCH = 256;

  private LossNotDecreasing() {}

  /** Trains; {@code --fixed} takes a usual learning rate. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float rate = args.fixed() ? 1e-2f : 2e-6f;
    Samples data = Physics.spring(args.seed(), BATCH * STEPS);
    Progress progress = new Progress(STEPS);
    Block net = Nets.linear(1);
    net.setInitializer(new NormalInitializer(0.2f), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("spring", net);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(rate), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray kind = data.targets(batch, step, BATCH).reshape(BATCH, 1);
          NDList x = new NDList(data.inputs(batch, step, BATCH));
          NDList swings = new NDList(kind.sign().mul(-2).add(1)); // 1 where it swings, else -1
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(swings, trainer.forward(x));
            gc.backward(loss); // expect: loss-not-decreasing loss
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
