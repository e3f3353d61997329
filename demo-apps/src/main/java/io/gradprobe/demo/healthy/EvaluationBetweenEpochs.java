package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** A hand-written validation after each epoch, and one before the first, of a regularised net. */
public final class EvaluationBetweenEpochs {
  private static final int EPOCHS = 5;
  private static final int BATCHES = 24;

  private EvaluationBetweenEpochs() {}

  /** Trains and validates in turn. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples letters = Glyphs.letters(args.seed(), 32 * BATCHES + 200);
    Samples unseen = letters.slice(32 * BATCHES, letters.size());
    Progress progress = new Progress(EPOCHS * BATCHES);
    try (Model model = Nets.model("letters", Nets.regularised(32, 6));
        Trainer trainer =
            Nets.trainer(
                model,
                Loss.softmaxCrossEntropyLoss(),
                Nets.adam(0.005f),
                new Shape(1, letters.features()))) {
      validate(trainer, unseen);
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (int i = 0; i < BATCHES; i++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(letters.inputs(batch, i, 32));
            NDList y = new NDList(letters.targets(batch, i, 32));
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              loss = trainer.getLoss().evaluate(y, trainer.forward(x));
              gc.backward(loss);
            }
            trainer.step();
            progress.loss(epoch * BATCHES + i, loss);
          }
        }
        validate(trainer, unseen);
      }
    }
    progress.done();
  }

  /** Goes through the validation data once, the last batch being smaller than the others. */
  private static void validate(Trainer trainer, Samples unseen) {
    double loss = 0;
    long right = 0;
    for (int from = 0; from < unseen.size(); from += 64) {
      Samples part = unseen.slice(from, Math.min(from + 64, unseen.size()));
      try (NDManager batch = trainer.getManager().newSubManager()) {
        NDList x = new NDList(part.inputs(batch, 0, part.size()));
        NDArray y = part.targets(batch, 0, part.size());
        NDList out = trainer.evaluate(x);
        loss += part.size() * trainer.getLoss().evaluate(new NDList(y), out).getFloat();
        right += out.head().argMax(1).eq(y.toType(DataType.INT64, false)).sum().getLong();
      }
    }
    int count = unseen.size();
    Progress.line("validation: loss %.4f, %d of %d right", loss / count, right, count);
  }
}
