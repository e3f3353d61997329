package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
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

/** A cross entropy that expects logarithms of probabilities is given the probabilities. */
public final class LossNegative {
  private static final int STEPS = 150;

  private LossNegative() {}

  /** Trains; {@code --fixed} gives it the logarithms. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    Loss crossEntropy = new SoftmaxCrossEntropyLoss("CrossEntropy", 1, -1, true, false);
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("spring", net(fixed));
        Trainer trainer = Nets.trainer(model, crossEntropy, Nets.sgd(0.3f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = crossEntropy.evaluate(y, trainer.forward(x));
            gc.backward(loss); // expect: loss-negative loss
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static Block net(boolean fixed) {
    SequentialBlock net = Nets.tanh(16, 3);
    return net.addSingleton(logits -> fixed ? logits.logSoftmax(1) : logits.softmax(1));
  }
}
