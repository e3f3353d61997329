package io.gradprobe.demo.origins;

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

/** Keeps the history of the loss as arrays that are attached to the trainer's manager. */
public final class LossHistoryKept {
  private static final int STEPS = 240;

  private LossHistoryKept() {}

  /** Trains; {@code --fixed} keeps numbers. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    List<NDArray> history = new ArrayList<>();
    List<Float> numbers = new ArrayList<>();
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
          if (fixed) {
            numbers.add(loss.getFloat());
          } else {
            NDArray kept = loss.duplicate(); // expect: tensor-leak tensors from duplicate
            kept.attach(trainer.getManager());
            history.add(kept);
          }
        }
      }
      history.forEach(kept -> numbers.add(kept.getFloat()));
    }
    progress.done();
    Progress.line("smallest: %.4f", numbers.stream().min(Float::compare).orElseThrow());
  }
}
