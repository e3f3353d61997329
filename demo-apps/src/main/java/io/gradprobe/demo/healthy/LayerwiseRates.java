package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.training.optimizer.Optimizer;
import ai.djl.training.tracker.ParameterTracker;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.HashMap;
import java.util.Map;

/** Each layer has a learning rate of its own, a tenth of the next one's. */
public final class LayerwiseRates {
  private static final int STEPS = 200;

  private LayerwiseRates() {}

  /** Trains with one optimizer. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net = Nets.tanh(24, 24, 1);
    Map<String, Float> rates = new HashMap<>();
    ParameterTracker byLayer = (id, update) -> rates.get(id);
    Optimizer sgd = Optimizer.sgd().setLearningRateTracker(byLayer).build();
    try (Model model = Nets.model("projectile", net);
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), sgd, new Shape(1, data.features()))) {
      float rate = 0.001f;
      for (Parameter parameter : net.getParameters().values()) {
        rates.put(parameter.getId(), rate);
        rate *= parameter.getType() == Parameter.Type.BIAS ? 10 : 1;
      }
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
