package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** From the second epoch on, the gradients are cleared between backward and step. */
public final class GradientWiped {
  private static final int EPOCHS = 4;
  private static final int BATCHES = 30;

  private GradientWiped() {}

  /** Trains; {@code --fixed} leaves the gradients to the optimizer, which clears them itself. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Glyphs.letters(args.seed(), 32 * BATCHES);
    Progress progress = new Progress(EPOCHS * BATCHES);
    try (Model model = Nets.model("letters", Nets.relu(24, 6));
        Trainer trainer =
            Nets.trainer(
                model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.02f), new Shape(1, 256))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (int i = 0; i < BATCHES; i++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(data.inputs(batch, i, 32));
            NDList y = new NDList(data.targets(batch, i, 32));
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector();
                NDScope scope = new NDScope()) {
              scope.suppressNotUsedWarning();
              loss = trainer.getLoss().evaluate(y, trainer.forward(x));
              gc.backward(loss);
              progress.loss(epoch * BATCHES + i, loss);
              if (epoch > 0 && !fixed) {
                gc.zeroGradients(); // expect: gradient-wiped 01Linear_weight
              }
            }
            trainer.step();
          }
        }
      }
    }
    progress.done();
  }
}
