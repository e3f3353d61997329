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
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** One part in a hundred is faulty, and the net is trained on them as they come. */
public final class ClassImbalance {
  private static final int STEPS = 160;
  private static final int BATCH = 64;

  private ClassImbalance() {}

  /** Trains; {@code --fixed} draws as many faulty parts as sound ones. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples parts = parts(args.seed(), 6400);
    Samples data = args.fixed() ? balanced(parts, args.seed()) : parts;
    Progress progress = new Progress(STEPS);
    Shape shape = new Shape(1, data.features());
    Block net = Nets.relu(16, 2);
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("parts", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.adam(0.01f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, BATCH));
          NDList y = new NDList(data.targets(batch, step, BATCH));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss); // expect: class-imbalance label
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Four measurements of each part; those of a faulty one lie off the mark in two of them. */
  private static Samples parts(long seed, int count) {
    Random random = new Random(seed);
    float[][] x = new float[count][4];
    int[] faulty = new int[count];
    for (int i = 0; i < count; i++) {
      faulty[i] = random.nextInt(100) == 0 ? 1 : 0;
      for (int f = 0; f < 4; f++) {
        x[i][f] = (float) (random.nextGaussian() + (f < 2 ? 1.2 * faulty[i] : 0));
      }
    }
    return Samples.classification(x, faulty);
  }

  private static Samples balanced(Samples parts, long seed) {
    Random random = new Random(seed);
    List<List<float[]>> kinds = List.of(new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < parts.size(); i++) {
      kinds.get((int) parts.target(i)).add(parts.row(i));
    }
    float[][] x = new float[parts.size()][];
    int[] faulty = new int[parts.size()];
    for (int i = 0; i < x.length; i++) {
      faulty[i] = random.nextInt(2);
      List<float[]> kind = kinds.get(faulty[i]);
      x[i] = kind.get(random.nextInt(kind.size()));
    }
    return Samples.classification(x, faulty);
  }
}
