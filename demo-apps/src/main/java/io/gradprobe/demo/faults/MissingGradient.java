package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Passes the hidden layer through a Java array, which cuts the first layer off. */
public final class MissingGradient {
  private static final int STEPS = 120;

  private MissingGradient() {}

  /** Trains; {@code --fixed} stays with arrays that the engine knows. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Glyphs.letters(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock()
            .add(Nets.linear(24))
            .addSingleton(hidden -> fixed ? hidden.tanh() : squash(hidden))
            .add(Nets.linear(6));
    try (Model model = Nets.model("letters", net);
        Trainer trainer =
            Nets.trainer(
                model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.05f), new Shape(1, 256))) {
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
        }
      }
    }
    progress.done();
  }

  private static NDArray squash(NDArray hidden) {
    float[] values =
        hidden.toFloatArray(); // expect: missing-gradient 01Linear_weight from toFloatArray
    for (int i = 0; i < values.length; i++) {
      values[i] = (float) Math.tanh(values[i]);
    }
    return hidden.getManager().create(values, hidden.getShape());
  }
}
