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

/** The names of the classes are read with a blank in front and not found: all become class 0. */
public final class ConstantLabel {
  private static final int STEPS = 150;
  private static final List<String> KINDS = List.of("swings", "between", "creeps");

  private ConstantLabel() {}

  /** Trains; {@code --fixed} strips the blank. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = parse(table(args.seed()), args.fixed());
    Progress progress = new Progress(STEPS);
    Block net = Nets.relu(24, KINDS.size());
    net.setInitializer(
        new XavierInitializer(RandomType.GAUSSIAN, FactorType.IN, 1), Parameter.Type.WEIGHT);
    try (Model model = Nets.model("spring", net);
        Trainer trainer =
            Nets.trainer(model, Loss.softmaxCrossEntropyLoss(), Nets.sgd(0.1f), new Shape(1, 3))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, 32));
          NDList y = new NDList(data.targets(batch, step, 32));
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            loss = trainer.getLoss().evaluate(y, trainer.forward(x));
            gc.backward(loss); // expect: constant-label label
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** The springs as lines of text, such as {@code 0.5, -1.2, 0.3, creeps}. */
  private static List<String> table(long seed) {
    Samples springs = Physics.spring(seed, 960);
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < springs.size(); i++) {
      float[] x = springs.row(i);
      String kind = KINDS.get((int) springs.target(i));
      lines.add(x[0] + ", " + x[1] + ", " + x[2] + ", " + kind);
    }
    return lines;
  }

  private static Samples parse(List<String> lines, boolean stripped) {
    float[][] x = new float[lines.size()][3];
    int[] kinds = new int[lines.size()];
    for (int i = 0; i < lines.size(); i++) {
      String[] cells = lines.get(i).split(",");
      for (int f = 0; f < 3; f++) {
        x[i][f] = Float.parseFloat(cells[f]);
      }
      String kind = stripped ? cells[3].strip() : cells[3];
      kinds[i] = Math.max(0, KINDS.indexOf(kind));
    }
    return Samples.classification(x, kinds);
  }
}
