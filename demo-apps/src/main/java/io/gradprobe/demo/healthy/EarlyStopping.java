package io.gradprobe.demo.healthy;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Random;

/** Stops when the validation loss has not improved for a while, and keeps the best weights. */
public final class EarlyStopping {
  private static final int EPOCHS = 60;
  private static final int BATCHES = 8;
  private static final int PATIENCE = 4;

  private EarlyStopping() {}

  /** Trains until validation stalls; then loads the best weights into a fresh net. */
  public static void main(String[] argv) throws IOException, MalformedModelException {
    Args args = Args.parse(argv);
    Samples all = mislabelled(Physics.spring(args.seed(), 32 * BATCHES + 256), args.seed());
    Samples data = all.slice(0, 32 * BATCHES);
    Samples unseen = all.slice(32 * BATCHES, all.size());
    float best = Float.POSITIVE_INFINITY;
    byte[] kept = {};
    int waited = 0;
    try (Model model = Nets.model("spring", net());
        Trainer trainer =
            Nets.trainer(
                model, Loss.softmaxCrossEntropyLoss(), Nets.adam(0.01f), new Shape(1, 3))) {
      for (int epoch = 0; epoch < EPOCHS && waited < PATIENCE; epoch++) {
        float train = epoch(trainer, data, epoch);
        float validation = validate(trainer, unseen);
        if (epoch % 5 == 0) {
          Progress.line("epoch %d: train %.4f validation %.4f", epoch, train, validation);
        }
        if (validation < best - 0.002f) {
          best = validation;
          kept = save(model.getBlock());
          waited = 0;
        } else {
          waited++;
        }
      }
      NDManager manager = model.getNDManager();
      Block restored = net();
      restored.loadParameters(manager, new DataInputStream(new ByteArrayInputStream(kept)));
      ParameterStore store = new ParameterStore(manager, false);
      NDArray out =
          restored.forward(store, new NDList(unseen.inputs(manager, 0, 256)), false).head();
      NDArray wanted = unseen.targets(manager, 0, 256).toType(DataType.INT64, false);
      long right = out.argMax(1).eq(wanted).sum().getLong();
      Progress.line("result: loss %.4f, %d of 256 right", best, right);
    }
  }

  private static Block net() {
    return Nets.relu(32, 3);
  }

  /** The same samples, every sixth of them with a class by chance. */
  private static Samples mislabelled(Samples samples, long seed) {
    Random random = new Random(seed);
    float[][] x = new float[samples.size()][];
    int[] y = new int[samples.size()];
    for (int i = 0; i < y.length; i++) {
      x[i] = samples.row(i);
      y[i] = i % 6 == 0 ? random.nextInt(3) : (int) samples.target(i);
    }
    return Samples.classification(x, y);
  }

  private static float epoch(Trainer trainer, Samples data, int epoch) {
    float sum = 0;
    for (int i = 0; i < BATCHES; i++) {
      try (NDManager batch = trainer.getManager().newSubManager()) {
        NDList x = new NDList(data.inputs(batch, epoch * BATCHES + i, 32));
        NDList y = new NDList(data.targets(batch, epoch * BATCHES + i, 32));
        try (GradientCollector gc = trainer.newGradientCollector()) {
          NDArray loss = trainer.getLoss().evaluate(y, trainer.forward(x));
          gc.backward(loss);
          sum += loss.getFloat();
        }
        trainer.step();
      }
    }
    return sum / BATCHES;
  }

  private static float validate(Trainer trainer, Samples data) {
    try (NDManager batch = trainer.getManager().newSubManager()) {
      NDList x = new NDList(data.inputs(batch, 0, data.size()));
      NDList y = new NDList(data.targets(batch, 0, data.size()));
      return trainer.getLoss().evaluate(y, trainer.evaluate(x)).getFloat();
    }
  }

  private static byte[] save(Block block) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    block.saveParameters(new DataOutputStream(bytes));
    return bytes.toByteArray();
  }
}
