package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.NormalInitializer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** Ten sine layers with far too wide initial weights: gradients grow towards the input. */
public final class ExplodingGradient {
  private static final int STEPS = 120;
  private static final int UNITS = 24;

  private ExplodingGradient() {}

  /** Trains; {@code --fixed} scales the initial weights by the root of the layer's width. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    float sigma = args.fixed() ? 1.3f / (float) Math.sqrt(UNITS) : 1f;
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock();
    for (int layer = 0; layer < 10; layer++) {
      net.add(Nets.linear(UNITS));
      net.addSingleton(NDArray::sin);
    }
    net.add(Nets.linear(1));
    net.setInitializer(new NormalInitializer(sigma), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("projectile", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.002f), new Shape(1, data.features()))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss); // expect: exploding-gradient 01Linear_weight
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
