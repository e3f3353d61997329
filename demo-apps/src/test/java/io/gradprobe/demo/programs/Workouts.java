package io.gradprobe.demo.programs;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.Blocks;
import ai.djl.nn.ParallelBlock;
import ai.djl.nn.Parameter;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.training.EasyTrain;
import ai.djl.training.GradientCollector;
import ai.djl.training.ParameterStore;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SoftmaxCrossEntropyLoss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.locks.Lock;
import java.util.function.IntConsumer;

/** Healthy training in the ways that people write it, each of a given number of steps. */
final class Workouts {
  static final int BATCH = 16;
  static final float RATE = 0.05f;

  private static final Samples DATA = Physics.pendulum(1, 320);

  private Workouts() {}

  /** A trainer driven by hand. */
  static void trainer(String name, int steps, IntConsumer atStep) {
    try (Model model = Nets.model(name, Nets.tanh(16, 1));
        Trainer trainer = newTrainer(model)) {
      for (int step = 0; step < steps; step++) {
        trainerStep(trainer, step);
        atStep.accept(step + 1);
      }
    }
  }

  /** A classifier of many kinds of block, driven by hand through DJL's dataset. */
  static void classifier(int steps, IntConsumer atStep) throws IOException, TranslateException {
    Samples data = Physics.spring(1, 320);
    ParallelBlock joined = new ParallelBlock(lists -> new NDList(NDArrays.concat(heads(lists), 1)));
    joined.add(new SequentialBlock().add(Nets.linear(8)).add(Activation::relu));
    joined.add(new SequentialBlock().add(Nets.linear(8)).add(Activation::tanh));
    ParallelBlock sum =
        new ParallelBlock(lists -> new NDList(NDArrays.add(heads(lists).toArray(new NDArray[0]))));
    sum.add(Blocks.identityBlock());
    sum.add(Nets.linear(16));
    SequentialBlock net =
        new SequentialBlock()
            .add(joined)
            .add(sum)
            .add(BatchNorm.builder().build())
            .add(Dropout.builder().optRate(0.1f).build())
            .add(Nets.linear(3))
            .addSingleton(array -> array.softmax(-1).add(1e-6f).log());
    Loss loss = new SoftmaxCrossEntropyLoss("log", 1, -1, true, false);
    try (Model model = Nets.model("classifier", net);
        Trainer trainer =
            Nets.trainer(model, loss, Nets.adam(0.01f), new Shape(1, data.features()))) {
      ArrayDataset batches = data.dataset(model.getNDManager(), BATCH, new Shape(data.features()));
      for (int step = 0; step < steps; ) {
        for (Batch batch : trainer.iterateDataset(batches)) {
          try (batch;
              GradientCollector gc = trainer.newGradientCollector()) {
            gc.backward(loss.evaluate(batch.getLabels(), trainer.forward(batch.getData())));
          }
          trainer.step();
          atStep.accept(++step);
        }
      }
    }
  }

  private static NDList heads(List<NDList> lists) {
    NDList heads = new NDList();
    lists.forEach(heads::addAll);
    return heads;
  }

  /** The trainer driven by hand, with each step made while holding a lock. */
  static void trainer(String name, int steps, Lock turn) {
    try (Model model = Nets.model(name, Nets.tanh(16, 1));
        Trainer trainer = newTrainer(model)) {
      for (int step = 0; step < steps; step++) {
        turn.lock();
        try {
          trainerStep(trainer, step);
        } finally {
          turn.unlock();
        }
      }
    }
  }

  /** {@code EasyTrain.fit}; returns how many steps that makes. */
  static int fit(String name, int epochs) throws IOException, TranslateException {
    try (Model model = Nets.model(name, Nets.tanh(16, 1));
        Trainer trainer = newTrainer(model)) {
      ArrayDataset data = DATA.dataset(model.getNDManager(), BATCH, new Shape(DATA.features()));
      EasyTrain.fit(trainer, epochs, data, null);
      return epochs * DATA.size() / BATCH;
    }
  }

  /**
   * A hand-written loop over {@code trainer.iterateDataset}, which may tell DJL's listeners of each
   * epoch; returns how many steps it makes.
   */
  static int iterate(String name, int epochs, boolean notifies)
      throws IOException, TranslateException {
    int steps = 0;
    try (Model model = Nets.model(name, Nets.tanh(16, 1));
        Trainer trainer = newTrainer(model)) {
      ArrayDataset data = DATA.dataset(model.getNDManager(), BATCH, new Shape(DATA.features()));
      for (int epoch = 0; epoch < epochs; epoch++) {
        for (Batch batch : trainer.iterateDataset(data)) {
          EasyTrain.trainBatch(trainer, batch);
          trainer.step();
          batch.close();
          steps++;
        }
        if (notifies) {
          trainer.notifyListeners(listener -> listener.onEpoch(trainer));
        }
      }
    }
    return steps;
  }

  /** A block trained by hand, without a trainer. */
  static void block(int steps) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      SequentialBlock net = Nets.tanh(16, 1);
      Nets.initialize(net, manager, new Shape(1, DATA.features()));
      ParameterStore store = new ParameterStore(manager, false);
      Loss l2 = Loss.l2Loss();
      for (int step = 0; step < steps; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDList x = new NDList(DATA.inputs(batch, step, BATCH));
          NDList y = new NDList(DATA.targets(batch, step, BATCH));
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            gc.zeroGradients();
            gc.backward(l2.evaluate(y, net.forward(store, x, true)));
          }
          for (Parameter parameter : net.getParameters().values()) {
            NDArray weight = parameter.getArray();
            weight.subi(weight.getGradient().mul(RATE));
          }
        }
      }
    }
  }

  /** Bare arrays. */
  static void arrays(int steps, IntConsumer atStep) {
    try (NDManager manager = NDManager.newBaseManager(Device.cpu())) {
      Shape shape = new Shape(DATA.features(), 1);
      NDArray w = manager.randomNormal(0, 0.3f, shape, DataType.FLOAT32);
      NDArray b = manager.zeros(new Shape(1));
      w.setRequiresGradient(true);
      b.setRequiresGradient(true);
      for (int step = 0; step < steps; step++) {
        try (NDManager batch = manager.newSubManager();
            NDScope scope = new NDScope()) {
          scope.suppressNotUsedWarning();
          NDArray x = DATA.inputs(batch, step, BATCH);
          NDArray y = DATA.targets(batch, step, BATCH);
          try (GradientCollector gc = Engine.getInstance().newGradientCollector()) {
            NDArray loss = x.matMul(w).add(b).sub(y).square().mean();
            gc.backward(loss);
          }
          for (NDArray p : new NDArray[] {w, b}) {
            NDArray gradient = p.getGradient();
            p.subi(gradient.mul(RATE));
            gradient.subi(gradient);
          }
        }
        atStep.accept(step + 1);
      }
    }
  }

  private static Trainer newTrainer(Model model) {
    return Nets.trainer(model, Loss.l2Loss(), Nets.sgd(RATE), new Shape(1, DATA.features()));
  }

  private static void trainerStep(Trainer trainer, int step) {
    try (NDManager batch = trainer.getManager().newSubManager()) {
      NDList x = new NDList(DATA.inputs(batch, step, BATCH));
      NDList y = new NDList(DATA.targets(batch, step, BATCH));
      try (GradientCollector gc = trainer.newGradientCollector()) {
        gc.backward(trainer.getLoss().evaluate(y, trainer.forward(x)));
      }
      trainer.step();
    }
  }
}
