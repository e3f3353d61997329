package io.gradprobe.demo.healthy;

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
import java.util.ArrayList;
import java.util.List;

/** Three models with a trainer each, trained in turn on the same batches, one much slower. */
public final class Ensemble {
  private static final int STEPS = 150;
  private static final float[] RATES = {0.01f, 0.005f, 0.001f};

  private Ensemble() {}

  /** Trains all, and compares them with their mean. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Samples unseen = Physics.projectile(args.seed() + 100, 200);
    Shape shape = new Shape(1, data.features());
    List<Model> models = new ArrayList<>();
    List<Trainer> trainers = new ArrayList<>();
    for (float rate : RATES) {
      Model model = Nets.model("member" + models.size(), Nets.tanh(16, 1));
      models.add(model);
      trainers.add(Nets.trainer(model, Loss.l2Loss(), Nets.adam(rate), shape));
    }
    Progress progress = new Progress(STEPS);
    for (int step = 0; step < STEPS; step++) {
      float sum = 0;
      for (Trainer trainer : trainers) {
        sum += train(trainer, data, step);
      }
      progress.loss(step, sum / trainers.size());
    }
    try (NDManager manager = NDManager.newBaseManager()) {
      NDArray mean = manager.zeros(new Shape(unseen.size(), 1));
      NDList x = new NDList(unseen.inputs(manager, 0, unseen.size()));
      NDArray y = unseen.targets(manager, 0, unseen.size());
      for (Trainer trainer : trainers) {
        NDArray out = trainer.evaluate(x).singletonOrThrow();
        mean = mean.add(out.div(trainers.size()));
        Progress.line("member: error %.4f", y.sub(out).square().mean().getFloat());
      }
      Progress.line("mean: error %.4f", y.sub(mean).square().mean().getFloat());
    }
    trainers.forEach(Trainer::close);
    models.forEach(Model::close);
    progress.done();
  }

  private static float train(Trainer trainer, Samples data, int step) {
    try (NDManager batch = trainer.getManager().newSubManager()) {
      NDList x = new NDList(data.inputs(batch, step, 32));
      NDList y = new NDList(data.targets(batch, step, 32));
      NDArray loss;
      try (GradientCollector gc = trainer.newGradientCollector()) {
        loss = trainer.getLoss().evaluate(y, trainer.forward(x));
        gc.backward(loss);
      }
      trainer.step();
      return loss.getFloat();
    }
  }
}
