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
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Validates on a worker thread, where gradient recording is on unless somebody turns it off. */
public final class EvaluationBuildsGraph {
  private static final int STEPS = 100;

  private EvaluationBuildsGraph() {}

  /** Trains and validates; {@code --fixed} validates on the training thread. */
  public static void main(String[] argv) throws Exception {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.projectile(args.seed(), 640);
    Samples unseen = Physics.projectile(args.seed() + 1, 160);
    Progress progress = new Progress(STEPS);
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, data.features()))) {
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
        if (step % 20 == 19) {
          Callable<Float> validation = () -> validate(trainer, unseen);
          float loss = fixed ? validation.call() : pool.submit(validation).get();
          Progress.line("validation: loss %.4f", loss);
        }
      }
    } finally {
      pool.shutdown();
    }
    progress.done();
  }

  private static float validate(Trainer trainer, Samples data) {
    try (NDManager batch = trainer.getManager().newSubManager()) {
      NDList x = new NDList(data.inputs(batch, 0, data.size()));
      NDList y = new NDList(data.targets(batch, 0, data.size()));
      NDList out = trainer.evaluate(x); // expect: evaluation-builds-graph SequentialBlock
      return trainer.getLoss().evaluate(y, out).getFloat();
    }
  }
}
