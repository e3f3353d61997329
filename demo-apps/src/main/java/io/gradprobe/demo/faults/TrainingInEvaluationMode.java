package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Trains through {@code evaluate}, so dropout is off and batch-norm never learns. */
public final class TrainingInEvaluationMode {
  private static final int STEPS = 120;

  private TrainingInEvaluationMode() {}

  /** Trains; {@code --fixed} uses {@code forward}. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Glyphs.digits(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock()
            .add(Nets.linear(32))
            .add(Activation::relu)
            .add(Dropout.builder().optRate(0.2f).build())
            .add(Nets.linear(16))
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Nets.linear(10));
    try (Model model = Nets.model("digits", net);
        Trainer trainer =
            Nets.trainer(
                model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.05f), new Shape(1, 256))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out;
            if (fixed) {
              out = trainer.forward(x);
            } else {
              out = trainer.evaluate(x); // expect: training-in-evaluation-mode 03Dropout
            }
            loss = trainer.getLoss().evaluate(y, out);
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
