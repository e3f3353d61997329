package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.AbstractBlock;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import ai.djl.util.PairList;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Hands forward and backward to a pool, drops the future, and steps while they still run. */
public final class StepRacesBackward {
  private static final int STEPS = 60;
  private static final Semaphore IN_FORWARD = new Semaphore(0);
  private static final Semaphore STEPPED = new Semaphore(0);

  private StepRacesBackward() {}

  /** Trains; {@code --fixed} waits for the future before each step. */
  public static void main(String[] argv) throws Exception {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    SequentialBlock net =
        new SequentialBlock()
            .add(Nets.linear(24))
            .add(new Slow())
            .add(Activation::relu)
            .add(Nets.linear(3));
    ExecutorService pool = Executors.newSingleThreadExecutor();
    try (Model model = Nets.model("spring", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        int number = step;
        Future<?> future = pool.submit(() -> train(trainer, data, number, progress));
        boolean wait = fixed || step == 0;
        if (wait) {
          STEPPED.release();
          future.get();
        }
        IN_FORWARD.acquire();
        trainer.step(); // expect: step-races-backward 01Linear_weight
        if (!wait) {
          STEPPED.release();
        }
      }
      pool.shutdown();
      pool.awaitTermination(10, TimeUnit.SECONDS);
    }
    progress.done();
  }

  private static void train(Trainer trainer, Samples data, int step, Progress progress) {
    try (NDManager batch = trainer.getManager().newSubManager();
        GradientCollector gc = trainer.newGradientCollector()) {
      NDList x = new NDList(data.inputs(batch, step, 32));
      NDList y = new NDList(data.targets(batch, step, 32));
      NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x));
      gc.backward(loss);
      progress.loss(step, loss);
    }
  }

  /** A layer that takes its time: as long as the step of the main thread where that races. */
  private static final class Slow extends AbstractBlock {
    @Override
    protected NDList forwardInternal(
        ParameterStore store, NDList inputs, boolean training, PairList<String, Object> params) {
      IN_FORWARD.release();
      STEPPED.acquireUninterruptibly();
      return inputs;
    }

    @Override
    public Shape[] getOutputShapes(Shape[] inputShapes) {
      return inputShapes;
    }
  }
}
