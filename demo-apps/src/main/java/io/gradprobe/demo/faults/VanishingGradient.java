package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Twelve sigmoid layers on top of each other: hardly any gradient reaches the first. */
public final class VanishingGradient {
  private static final int STEPS = 120;

  private VanishingGradient() {}

  /** Trains; {@code --fixed} takes tanh with an initialisation that suits it. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock();
    for (int layer = 0; layer < 12; layer++) {
      net.add(Nets.linear(24));
      net.add(fixed ? Activation.tanhBlock() : Activation.sigmoidBlock());
    }
    net.add(Nets.linear(3));
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1.2f), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("spring", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.05f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss); // expect: vanishing-gradient 01Linear_weight
          }
          if (step % 40 == 0) {
            Nets.printGradients(net);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
