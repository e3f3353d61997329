package io.gradprobe.demo.programs;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.core.Linear;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;

/**
 * Trains on one sample at a time, so that the gradient of a layer's bias is that of its output. In
 * front of the layers stands one that nothing trains.
 */
public final class OneSample {
  private OneSample() {}

  /** Trains for some steps and prints the loss's bits. */
  public static void main(String[] args) {
    Engine.getInstance().setRandomSeed(3);
    SequentialBlock net =
        new SequentialBlock()
            .add(Activation::tanh)
            .add(Linear.builder().setUnits(5).build())
            .add(Activation::sigmoid)
            .add(Linear.builder().setUnits(2).build());
    try (Model model = Model.newInstance("one", Device.cpu())) {
      model.setBlock(net);
      try (Trainer trainer = model.newTrainer(new DefaultTrainingConfig(Loss.l2Loss()))) {
        trainer.initialize(new Shape(1, 3));
        for (int step = 0; step < 12; step++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDArray x = batch.create(new float[] {step % 3, 0.5f, -step % 2}, new Shape(1, 3));
            NDArray y = batch.create(new float[] {step % 2, 1}, new Shape(1, 2));
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              loss = trainer.getLoss().evaluate(new NDList(y), trainer.forward(new NDList(x)));
              gc.backward(loss);
            }
            trainer.step();
            System.out.println(Float.floatToRawIntBits(loss.getFloat()));
          }
        }
      }
    }
  }
}
