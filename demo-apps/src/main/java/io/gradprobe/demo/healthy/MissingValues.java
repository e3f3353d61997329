package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.util.Random;

/**
 * A table with gaps: a missing measurement is NaN in the batch, and the net's first operation turns
 * it into 0 and a flag; a sample without a target is taken out of the loss by a mask.
 */
public final class MissingValues {
  private static final int STEPS = 200;
  private static final int BATCH = 32;

  private MissingValues() {}

  /** Trains on what was measured. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), 960);
    Random random = new Random(args.seed());
    int features = data.features();
    for (int i = 0; i < data.size(); i++) {
      for (int f = 0; f < features; f++) {
        data.row(i)[f] = random.nextInt(20) == 0 ? Float.NaN : data.row(i)[f];
      }
    }
    Progress progress = new Progress(STEPS);
    SequentialBlock net = new SequentialBlock().addSingleton(MissingValues::filled);
    net.add(Nets.tanh(24, 1));
    try (Model model = Nets.model("projectile", net);
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, features))) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDArray x = data.inputs(batch, step, BATCH);
          NDArray y = targets(data, batch, step, random);
          NDArray known = y.isNaN().logicalNot();
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDArray out = trainer.forward(new NDList(x)).singletonOrThrow();
            NDList predicted = new NDList(out.booleanMask(known));
            loss = trainer.getLoss().evaluate(new NDList(y.booleanMask(known)), predicted);
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(step, loss);
        }
      }
    }
    progress.done();
  }

  /** From measurements (N, F) to (N, 2 F): zeros for the missing ones, then which are missing. */
  private static NDArray filled(NDArray raw) {
    NDArray missing = raw.isNaN();
    NDArray known = NDArrays.where(missing, raw.zerosLike(), raw);
    return known.concat(missing.toType(DataType.FLOAT32, false), 1);
  }

  /** The targets of a batch, about one in ten of them unknown. */
  private static NDArray targets(Samples data, NDManager batch, int step, Random random) {
    float[] y = data.targets(batch, step, BATCH).toFloatArray();
    for (int i = 0; i < y.length; i++) {
      y[i] = random.nextInt(10) == 0 ? Float.NaN : y[i];
    }
    return batch.create(y, new Shape(BATCH, 1));
  }
}
