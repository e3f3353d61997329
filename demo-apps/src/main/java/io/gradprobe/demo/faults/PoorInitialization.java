package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.ConstantInitializer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;

/** All weights begin with one and the same value, so that all hidden units stay the same. */
public final class PoorInitialization {
  private static final int STEPS = 150;

  private PoorInitialization() {}

  /** Trains; {@code --fixed} draws the weights at random. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 960);
    SequentialBlock net = Nets.tanh(16, 1);
    if (!args.fixed()) {
      net.setInitializer(new ConstantInitializer(0.1f), Parameter.Type.WEIGHT);
    }
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.l2Loss())
            .optOptimizer(Nets.sgd(0.1f))
            .optDevices(new Device[] {Device.cpu()});
    Progress progress = new Progress(STEPS);
    try (Model model = Nets.model("pendulum", net);
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, 3)); // expect: poor-initialization 01Linear_weight
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
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }
}
