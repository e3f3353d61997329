package io.gradprobe.demo.programs;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.index.NDIndex;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SigmoidBinaryCrossEntropyLoss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.util.function.UnaryOperator;

/** Healthy training on labels of all the shapes and types that DJL's losses take. */
public final class OddLabels {
  private static final int STEPS = 60;
  private static final int BATCH = 16;
  private static final int CLASSES = 3;

  private final Samples springs;
  private final Samples periods;

  private OddLabels(int seed) {
    springs = Physics.spring(seed, BATCH * 20);
    periods = Physics.pendulum(seed, BATCH * 20);
  }

  /** Trains with all of them. */
  public static void main(String[] argv) throws IOException, TranslateException {
    OddLabels odd = new OddLabels(Args.parse(argv).seed());
    odd.classes();
    odd.sequences();
    odd.reals();
    odd.paddedDataset();
  }

  private void classes() {
    Loss sparse = Loss.softmaxCrossEntropyLoss();
    Loss dense = new SoftmaxCrossEntropyLoss("dense", 1, -1, false, true);
    classify("(N) float32", sparse, y -> y);
    classify("(N) int64", sparse, y -> y.toType(DataType.INT64, false));
    classify("(N) uint8", sparse, y -> y.toType(DataType.UINT8, false));
    classify("(N, 1) int32", sparse, y -> y.toType(DataType.INT32, false).expandDims(1));
    classify("(N, 1) float64", sparse, y -> y.toType(DataType.FLOAT64, false).expandDims(1));
    classify("one-hot float32", dense, y -> y.oneHot(CLASSES));
    classify("one-hot int64", dense, y -> y.oneHot(CLASSES, DataType.INT64));
    classify("one-hot boolean", dense, y -> y.oneHot(CLASSES, DataType.BOOLEAN));
    classify("smoothed", dense, y -> y.oneHot(CLASSES).mul(0.9f).add(0.1f / CLASSES));
    Loss binary = new SigmoidBinaryCrossEntropyLoss();
    classify("several at once", binary, y -> y.oneHot(CLASSES));
    classify("flattened", binary, y -> y.oneHot(CLASSES).flatten());
  }

  private void sequences() {
    // From (N, T * C) to logits (N, T, C) or (N, C, T); each place has the sample's class.
    int length = 4;
    UnaryOperator<NDArray> labels = y -> y.expandDims(1).repeat(1, length);
    Block last = sequenceNet(length, new Shape(-1, length, CLASSES));
    Loss first = Loss.softmaxCrossEntropyLoss();
    train(springs, "(N, T, 1)", last, first, y -> labels.apply(y).expandDims(2), BATCH);
    Block middle = sequenceNet(length, new Shape(-1, CLASSES, length));
    Loss second = new SoftmaxCrossEntropyLoss("second", 1, 1, true, true);
    train(springs, "(N, 1, T)", middle, second, y -> labels.apply(y).expandDims(1), BATCH);
    Block masked = sequenceNet(length, new Shape(-1, length, CLASSES));
    Loss own = new PaddedLoss();
    train(springs, "(N, T) padded with -1", masked, own, y -> padded(labels.apply(y)), BATCH);
  }

  private void reals() {
    Loss l2 = Loss.l2Loss();
    train(periods, "reals (N, 1)", Nets.tanh(8, 1), l2, y -> y, BATCH);
    train(periods, "reals (N)", Nets.tanh(8, 1), l2, NDArray::flatten, BATCH);
    train(periods, "reals (N, 1, 1)", Nets.tanh(8, 1), l2, y -> y.expandDims(1), BATCH);
    train(periods, "scalar", Nets.tanh(8, 1), l2, y -> y.reshape(new Shape()), 1);
  }

  /** Labels that the program's loss masks reach DJL's own loop unmasked. */
  private void paddedDataset() throws IOException, TranslateException {
    int length = 4;
    Block net = sequenceNet(length, new Shape(-1, length, CLASSES));
    Loss loss = new PaddedLoss();
    Shape shape = new Shape(1, springs.features());
    try (Model model = Nets.model("dataset padded with -1", net);
        Trainer trainer = Nets.trainer(model, loss, Nets.adam(0.01f), shape)) {
      NDManager manager = model.getNDManager();
      int size = springs.size();
      NDArray classes = springs.targets(manager, 0, size);
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(springs.inputs(manager, 0, size))
              .optLabels(padded(classes.expandDims(1).repeat(1, length)))
              .setSampling(BATCH, false, true)
              .build();
      EasyTrain.fit(trainer, 3, data, null);
      float norm = net.getParameters().valueAt(0).getArray().norm().getFloat();
      Progress.line("dataset padded with -1: weights %.4f", norm);
    }
  }

  private static Block sequenceNet(int length, Shape shape) {
    return new SequentialBlock()
        .add(Nets.tanh(12, length * CLASSES))
        .addSingleton(array -> array.reshape(shape));
  }

  private static NDArray padded(NDArray labels) {
    NDArray copy = labels.duplicate();
    copy.set(new NDIndex("::2, 3:"), -1f);
    return copy;
  }

  private void classify(String name, Loss loss, UnaryOperator<NDArray> labels) {
    train(springs, name, Nets.tanh(12, CLASSES), loss, labels, BATCH);
  }

  private static void train(
      Samples data, String name, Block net, Loss loss, UnaryOperator<NDArray> labels, int size) {
    Shape shape = new Shape(1, data.features());
    float last = Float.NaN;
    try (Model model = Nets.model(name, net);
        Trainer trainer = Nets.trainer(model, loss, Nets.adam(0.01f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, step, size));
          NDList y = new NDList(labels.apply(data.targets(batch, step, size)));
          NDArray value;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            value = loss.evaluate(y, trainer.forward(x));
            gc.backward(value);
          }
          trainer.step();
          last = value.getFloat();
        }
      }
    }
    Progress.line("%s: loss %.4f", name, last);
  }

  /** Softmax cross-entropy from labels (N, T), where places of class -1 count for nothing. */
  private static final class PaddedLoss extends Loss {
    PaddedLoss() {
      super("padded");
    }

    @Override
    public NDArray evaluate(NDList labels, NDList predictions) {
      NDArray label = labels.singletonOrThrow();
      NDArray there = label.gte(0).toType(DataType.FLOAT32, false);
      NDArray some = label.maximum(0).toType(DataType.INT64, false).expandDims(2);
      NDArray all = predictions.singletonOrThrow().logSoftmax(-1);
      NDArray loss = all.gather(some, 2).squeeze(2).neg();
      return loss.mul(there).sum().div(there.sum());
    }
  }
}
