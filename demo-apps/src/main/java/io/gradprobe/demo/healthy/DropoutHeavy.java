package io.gradprobe.demo.healthy;

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

/**
 * Batch-norm and a dropout of one half in batches of eight: a loss that jumps about as it falls.
 */
public final class DropoutHeavy {
  private static final int STEPS = 300;
  private static final int BATCH = 8;

  private DropoutHeavy() {}

  /** Trains on letters. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Glyphs.letters(args.seed(), 800);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock();
    for (int layer = 0; layer < 2; layer++) {
      net.add(Nets.linear(48));
      net.add(BatchNorm.builder().build());
      net.add(Activation.reluBlock());
      net.add(Dropout.builder().optRate(0.5f).build());
    }
    net.add(Nets.linear(6));
    try (Model model = Nets.model("letters", net);
        Trainer trainer =
            Nets.trainer(
                model,
                Loss.softmaxCrossEntropyLoss(),
                Nets.adam(0.003f),
                new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, BATCH));
          NDList y = new NDList(data.targets(batch, step, BATCH));
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
}
