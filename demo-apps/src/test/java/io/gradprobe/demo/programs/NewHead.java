package io.gradprobe.demo.programs;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Transfer learning: a model is loaded as it was saved, then its last block is replaced. */
public final class NewHead {
  private static final int BATCH = 16;

  private NewHead() {}

  /** Takes the folder to save in. */
  public static void main(String[] argv) throws IOException, MalformedModelException {
    Path folder = Files.createDirectories(Path.of(argv[0]));
    Samples data = Physics.pendulum(Args.parse(new String[0]).seed(), 320);
    try (Model old = Nets.model("body", Nets.tanh(16, 4));
        NDManager manager = NDManager.newBaseManager()) {
      Nets.initialize(old.getBlock(), manager, new Shape(1, data.features()));
      old.save(folder, "body");
    }
    SequentialBlock net = Nets.tanh(16, 4);
    try (Model model = Nets.model("body", net)) {
      model.load(folder, "body");
      net.removeLastBlock();
      net.add(Nets.linear(1));
      try (Trainer trainer =
          Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), new Shape(1, data.features()))) {
        for (int step = 0; step < 20; step++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(data.inputs(batch, step, BATCH));
            NDList y = new NDList(data.targets(batch, step, BATCH));
            try (GradientCollector gc = trainer.newGradientCollector()) {
              gc.backward(trainer.getLoss().evaluate(y, trainer.forward(x)));
            }
            trainer.step();
          }
        }
      }
    }
  }
}
