package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Images and labels are shuffled each for itself, so that no label belongs to its image. */
public final class LossAtChance {
  private static final int EPOCHS = 12;
  private static final int BATCHES = 30;

  private LossAtChance() {}

  /** Trains; {@code --fixed} shuffles images and labels alike. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Glyphs.letters(args.seed(), 32 * BATCHES).standardised();
    Progress progress = new Progress(EPOCHS * BATCHES);
    try (Model model = Nets.model("letters", net());
        Trainer trainer =
            Nets.trainer(
                model,
                Loss.softmaxCrossEntropyLoss(),
                Nets.sgd(0.01f),
                new Shape(1, data.features()))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        long order = 1000L * args.seed() + epoch;
        Samples images = data.shuffled(order);
        Samples labels = data.shuffled(fixed ? order : order + 500);
        for (int i = 0; i < BATCHES; i++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(images.inputs(batch, i, 32));
            NDList y = new NDList(labels.targets(batch, i, 32));
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              loss = trainer.getLoss().evaluate(y, trainer.forward(x));
              gc.backward(loss); // expect: loss-at-chance loss
            }
            trainer.step();
            progress.loss(epoch * BATCHES + i, loss);
          }
        }
      }
    }
    progress.done();
  }

  private static SequentialBlock net() {
    SequentialBlock net = Nets.tanh(16, 6);
    Block head = net.getChildren().get("03Linear");
    head.setInitializer(new NormalInitializer(0.02f), Parameter.Type.WEIGHT);
    return net;
  }
}
