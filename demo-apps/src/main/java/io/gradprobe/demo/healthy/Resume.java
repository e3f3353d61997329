package io.gradprobe.demo.healthy;

import ai.djl.MalformedModelException;
import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Trains, saves the model, and goes on in a new model that loads it: its first loss is small. */
public final class Resume {
  private static final int STEPS = 100;

  private Resume() {}

  /** Trains two halves with a checkpoint between them. */
  public static void main(String[] argv) throws IOException, MalformedModelException {
    Args args = Args.parse(argv);
    Samples data = Physics.pendulum(args.seed(), 960);
    Path folder = Files.createTempDirectory("checkpoint");
    try {
      try (Model model = Nets.model("pendulum", net())) {
        train(model, data, 0);
        model.setProperty("Epoch", "1");
        model.save(folder, "pendulum");
      }
      try (Model model = Nets.model("pendulum", net())) {
        model.load(folder, "pendulum");
        train(model, data, STEPS);
      }
    } finally {
      remove(folder);
    }
  }

  private static Block net() {
    return Nets.tanh(16, 16, 1);
  }

  private static void train(Model model, Samples data, int first) {
    Progress progress = new Progress(STEPS);
    Shape shape = new Shape(1, data.features());
    try (Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.01f), shape)) {
      for (int step = 0; step < STEPS; step++) {
        try (NDManager batch = trainer.getManager().newSubManager()) {
          NDList x = new NDList(data.inputs(batch, first + step, 32));
          NDList y = new NDList(data.targets(batch, first + step, 32));
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
    progress.done();
  }

  private static void remove(Path folder) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.walk(folder)) {
      files = all.sorted(Comparator.reverseOrder()).toList();
    }
    for (Path file : files) {
      Files.delete(file);
    }
  }
}
