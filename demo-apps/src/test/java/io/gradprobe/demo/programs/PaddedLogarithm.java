package io.gradprobe.demo.programs;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/**
 * Inputs are padded with NaN, which the first block cuts off as it should; the fault is another
 * one: the last block takes the logarithm of what a careless edit of a bias brings below 0.
 */
public final class PaddedLogarithm {
  private static final int STEPS = 60;
  private static final int BAD = 40;
  private static final int BATCH = 16;

  private PaddedLogarithm() {}

  /** Trains. */
  public static void main(String[] argv) {
    Samples data = Physics.pendulum(Args.parse(argv).seed(), BATCH * 20);
    int features = data.features();
    SequentialBlock net =
        new SequentialBlock()
            .addSingleton(padded -> padded.get(":, :" + features))
            .add(Nets.tanh(8, 1))
            .addSingleton(rate -> rate.add(20).log());
    Shape shape = new Shape(1, 2L * features);
    try (Model model = Nets.model("padded", net);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.01f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray padding = batch.full(new Shape(BATCH, features), Float.NaN, DataType.FLOAT32);
          NDList x = new NDList(data.inputs(batch, step, BATCH).concat(padding, 1));
          NDList y = new NDList(data.targets(batch, step, BATCH).add(3));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          if (step == BAD) {
            // The bias of the last linear layer, so that the next outputs are below -20.
            net.getParameters().valueAt(net.getParameters().size() - 1).getArray().subi(100);
          }
          Progress.line("step %d: loss %.4f", step, loss.getFloat());
        }
      }
    }
  }
}
