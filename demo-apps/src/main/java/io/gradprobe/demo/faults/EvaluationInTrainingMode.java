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
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Validates with dropout switched on and batch-norm learning from the validation data. */
public final class EvaluationInTrainingMode {
  private static final int EPOCHS = 4;
  private static final int BATCHES = 30;

  private EvaluationInTrainingMode() {}

  /** Trains and validates; {@code --fixed} validates with {@code evaluate}. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Glyphs.digits(args.seed(), 32 * BATCHES);
    Samples unseen = Glyphs.digits(args.seed() + 1, 128);
    Progress progress = new Progress(EPOCHS * BATCHES);
    try (Model model = Nets.model("digits", Nets.regularised(32, 10));
        Trainer trainer =
            Nets.trainer(
                model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.1f), new Shape(1, 256))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
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
            progress.loss(epoch * BATCHES + i, loss);
          }
        }
        Progress.line("validation: loss %.4f", validate(trainer, unseen, fixed));
      }
    }
    progress.done();
  }

  private static float validate(Trainer trainer, Samples data, boolean fixed) {
    float sum = 0;
    for (int i = 0; i < 4; i++) {
      try (NDManager batch = trainer.getManager().newSubManager()) {
        NDList x = new NDList(data.inputs(batch, i, 32));
        NDList y = new NDList(data.targets(batch, i, 32));
        NDList out;
        if (fixed) {
          out = trainer.evaluate(x);
        } else {
          out = trainer.forward(x); // expect: evaluation-in-training-mode 02BatchNorm
        }
        sum += trainer.getLoss().evaluate(y, out).getFloat();
      }
    }
    return sum / 4;
  }
}
