package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** The first layer is frozen, and a hand edit in the loop shrinks it all the same. */
public final class FrozenWeightChanged {
  private static final int STEPS = 120;

  private FrozenWeightChanged() {}

  /** Trains; {@code --fixed} leaves the frozen layer alone. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    Block features = Nets.linear(32);
    SequentialBlock net =
        new SequentialBlock().add(features).add(Activation::relu).add(Nets.linear(3));
    try (Model model = Nets.model("spring", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
      features.freezeParameters(true);
      NDArray frozen = features.getParameters().get("weight").getArray();
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
          if (!fixed) {
            frozen.muli(0.999f); // expect: frozen-weight-changed 01Linear_weight
          }
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
