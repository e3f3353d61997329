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

/** The loss is added up as a tensor, with the graphs of all the steps of an epoch behind it. */
public final class LossHoldsGraph {
  private static final int EPOCHS = 3;
  private static final int BATCHES = 60;

  private LossHoldsGraph() {}

  /** Trains; {@code --fixed} adds up plain numbers. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 32 * BATCHES);
    try (Model model = Nets.model("spring", Nets.tanh(24, 3));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        double mean = trainEpoch(trainer, data, args.fixed()) / BATCHES;
        Progress.line("epoch %d: loss %.4f", epoch, mean);
      }
    }
  }

  private static double trainEpoch(Trainer trainer, Samples data, boolean fixed) {
    double sum = 0;
    NDArray total = trainer.getManager().create(0f);
    for (int i = 0; i < BATCHES; i++) {
      try (NDManager batch = trainer.getManager().newSubManager();
          GradientCollector gc = trainer.newGradientCollector()) {
        NDList x = new NDList(data.inputs(batch, i, 32));
        NDList y = new NDList(data.targets(batch, i, 32));
        NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x));
        gc.backward(loss);
        if (fixed) {
          sum += loss.getFloat();
        } else {
          NDArray before = total;
          total = before.add(loss); // expect: loss-holds-graph loss
          before.close();
        }
      }
      trainer.step();
    }
    try (NDArray last = total) {
      return sum + last.getFloat();
    }
  }
}
