package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.initializer.XavierInitializer;
import ai.djl.training.initializer.XavierInitializer.FactorType;
import ai.djl.training.initializer.XavierInitializer.RandomType;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Glyphs;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Keeps hundreds of copies of the training set in different light, made before the first step. */
public final class MemoryLimitNear {
  private static final int STEPS = 2400;
  private static final int COPIES = 320;
  private static final int BATCH = 32;

  private MemoryLimitNear() {}

  /** Trains; {@code --fixed} changes the light of one batch at a time. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Glyphs.digits(args.seed(), 960);
    Shape shape = new Shape(1, data.features());
    Progress progress = new Progress(STEPS);
    Block net = Nets.relu(32, 10);
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("digits", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.adam(0.003f), shape)) {
      Random random = new Random(args.seed());
      List<NDArray> copies = new ArrayList<>();
      if (!fixed) {
        NDArray images = data.inputs(model.getNDManager(), 0, data.size());
        for (int i = 0; i < COPIES; i++) {
          float light = 0.2f * (float) random.nextGaussian();
          copies.add(images.add(light)); // expect: memory-limit-near memory
        }
      }
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray images;
          if (fixed) {
            images = data.inputs(batch, step, BATCH).add(0.2f * (float) random.nextGaussian());
          } else {
            int first = step % (data.size() / BATCH) * BATCH;
            images = copies.get(step % COPIES).get(first + ":" + (first + BATCH));
            images.attach(batch);
          }
          NDList y = new NDList(data.targets(batch, step, BATCH));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(new NDList(images)));
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
