package io.gradprobe.demo.origins;

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

/** Rounds hidden units to sixteenths in a Java array, through which no gradient passes. */
public final class QuantisedInJava {
  private static final int STEPS = 120;

  private QuantisedInJava() {}

  /** Trains; {@code --fixed} lets the gradient pass by the rounding (straight through). */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Glyphs.letters(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock()
            .add(Nets.linear(24))
            .addSingleton(h -> fixed ? straightThrough(h.tanh()) : rounded(h.tanh()))
            .add(Nets.linear(6));
    Loss crossEntropy = Loss.softmaxCrossEntropyLoss();
    try (Model model = Nets.model("letters", net);
        Trainer trainer =
            Nets.trainer(model, crossEntropy, Nets.sgd(0.05f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = crossEntropy.evaluate(y, trainer.forward(x));
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  private static NDArray rounded(NDArray h) {
    float[] units = h.toFloatArray(); // expect: missing-gradient 01Linear_weight from toFloatArray
    for (int i = 0; i < units.length; i++) {
      units[i] = Math.round(units[i] * 16) / 16f;
    }
    return h.getManager().create(units, h.getShape());
  }

  private static NDArray straightThrough(NDArray h) {
    NDArray rounding = h.mul(16).round().div(16).sub(h);
    return h.add(rounding.stopGradient());
  }
}
