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

/** The validation was copied from the training loop, optimizer step included. */
public final class ValidationUpdatesModel {
  private static final int EPOCHS = 4;
  private static final int BATCHES = 30;

  private ValidationUpdatesModel() {}

  /** Trains and validates; {@code --fixed} only looks at the validation data. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 32 * BATCHES);
    Samples unseen = Physics.spring(args.seed() + 1, 128);
    Progress progress = new Progress(EPOCHS * BATCHES);
    try (Model model = Nets.model("spring", Nets.relu(24, 3));
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (int i = 0; i < BATCHES; i++) {
          float loss = trainBatch(trainer, data, i);
          trainer.step();
          progress.loss(epoch * BATCHES + i, loss);
        }
        validate(trainer, unseen, fixed);
      }
    }
    progress.done();
  }

  private static void validate(Trainer trainer, Samples data, boolean fixed) {
    float sum = 0;
    for (int i = 0; i < 4; i++) {
      if (fixed) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, i, 32));
          NDList y = new NDList(data.targets(batch, i, 32));
          sum += trainer.getLoss().evaluate(y, trainer.evaluate(x)).getFloat();
        }
      } else {
        sum += trainBatch(trainer, data, i);
        trainer.step(); // expect: validation-updates-model 01Linear_weight
      }
    }
    Progress.line("validation: loss %.4f", sum / 4);
  }

  private static float trainBatch(Trainer trainer, Samples data, int number) {
    try (NDManager batch = trainer.getManager().newSubManager();
        GradientCollector gc = trainer.newGradientCollector()) {
      NDList x = new NDList(data.inputs(batch, number, 32));
      NDList y = new NDList(data.targets(batch, number, 32));
      NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x));
      gc.backward(loss);
      return loss.getFloat();
    }
  }
}
