package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.DataType;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A loaded model's first layer is frozen, and making the trainer thaws it again. */
public final class FreezeUndone {
  private static final int STEPS = 120;

  private FreezeUndone() {}

  /** Trains; {@code --fixed} freezes once more when the trainer is there. */
  public static void main(String[] argv) throws IOException, MalformedModelException {
    Args args = Args.parse(argv);
    Samples data = Physics.spring(args.seed(), 960);
    SequentialBlock net = Nets.tanh(24, 3);
    Block features = net.getChildren().get(0).getValue();
    Progress progress = new Progress(STEPS);
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(Nets.sgd(0.2f))
            .optDevices(new Device[] {Device.cpu()});
    try (Model model = Nets.model("spring", net)) {
      load(model);
      features.freezeParameters(true);
      try (Trainer trainer = model.newTrainer(config)) { // expect: freeze-undone 01Linear_weight
        if (args.fixed()) {
          features.freezeParameters(true);
        }
        trainer.initialize(new Shape(1, 3));
        for (int step = 0; step < STEPS; step++) {
          try (NDManager batch = trainer.getManager().newSubManager()) {
            NDList x = new NDList(data.inputs(batch, step, 32));
            NDList y = new NDList(data.targets(batch, step, 32));
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              loss = trainer.getLoss().evaluate(y, trainer.forward(x));
              gc.backward(loss);
            }
            trainer.step();
            progress.loss(step, loss);
          }
        }
      }
    }
    progress.done();
  }

  /** Loads what another program would have saved. */
  private static void load(Model model) throws IOException, MalformedModelException {
    Path folder = Files.createTempDirectory("spring");
    Path file = folder.resolve("saved-0000.params");
    try (Model saved = Nets.model("saved", Nets.tanh(24, 3))) {
      saved.getBlock().initialize(saved.getNDManager(), DataType.FLOAT32, new Shape(1, 3));
      saved.save(folder, "saved");
      try (InputStream stream = Files.newInputStream(file)) {
        model.load(stream);
      }
    } finally {
      Files.deleteIfExists(file);
      Files.deleteIfExists(folder);
    }
  }
}
