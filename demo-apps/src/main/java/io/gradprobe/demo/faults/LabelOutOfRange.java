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
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.ArrayList;
import java.util.List;

/** One sample bears the class 3 ("unknown") where the net knows the classes 0, 1 and 2. */
public final class LabelOutOfRange {
  private static final int STEPS = 120;
  private static final int CLASSES = 3;

  private LabelOutOfRange() {}

  /** Trains; {@code --fixed} leaves samples of unknown class out. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = labelled(args.seed(), args.fixed());
    Progress progress = new Progress(STEPS);
    Block net = Nets.relu(24, CLASSES);
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("spring", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.2f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(x);
            loss = trainer.getLoss().evaluate(y, out); // expect: label-out-of-range label
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** Springs, one of which nobody could classify. */
  private static Samples labelled(long seed, boolean known) {
    Samples springs = Physics.spring(seed, 961);
    int unknown = 32 * 20 + 5;
    List<float[]> x = new ArrayList<>();
    List<Integer> kinds = new ArrayList<>();
    for (int i = 0; i < springs.size(); i++) {
      int kind = i == unknown ? CLASSES : (int) springs.target(i);
      if (kind < CLASSES || !known) {
        x.add(springs.row(i));
        kinds.add(kind);
      }
    }
    int[] classes = kinds.stream().mapToInt(Integer::intValue).toArray();
    return Samples.classification(x.toArray(float[][]::new), classes);
  }
}
