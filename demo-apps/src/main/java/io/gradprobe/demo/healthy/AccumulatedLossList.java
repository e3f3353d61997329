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
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps every loss: as a float in a list, and summed up over an epoch in an array, each time
 * detached from its graph.
 */
public final class AccumulatedLossList {
  private static final int EPOCHS = 6;
  private static final int BATCHES = 30;

  private AccumulatedLossList() {}

  /** Trains and prints the mean loss of each epoch. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 32 * BATCHES);
    List<Float> losses = new ArrayList<>();
    try (Model model = Nets.model("spring", Nets.relu(24, 3));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        NDArray total = trainer.getManager().zeros(new Shape());
        for (int i = 0; i < BATCHES; i++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(data.inputs(batch, i, 32));
            NDList y = new NDList(data.targets(batch, i, 32));
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              loss = trainer.getLoss().evaluate(y, trainer.forward(x));
              gc.backward(loss);
            }
            trainer.step();
            total.addi(loss.stopGradient());
            losses.add(loss.getFloat());
          }
        }
        Progress.line("epoch %d: mean loss %.4f", epoch, total.getFloat() / BATCHES);
        total.close();
      }
    }
    Progress.line(
        "result: %d losses, %.4f -> %.4f",
        losses.size(), mean(losses.subList(0, 5)), mean(losses.subList(175, 180)));
  }

  private static double mean(List<Float> losses) {
    return losses.stream().mapToDouble(Float::doubleValue).sum() / losses.size();
  }
}
