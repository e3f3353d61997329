package io.gradprobe.demo.healthy;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.loss.Loss;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;

/**
 * Exceptions that are a loop's own business: a table's heading in each pass, one that ends a pass,
 * a read that is tried again, a field that has a default, a log that can't be written.
 */
public final class CaughtOnPurpose {
  private static final int SIZE = 32;
  private static final int BATCHES = 20;
  private static final int EPOCHS = 6;

  private static int steps;

  private CaughtOnPurpose() {}

  private static final class EndOfTable extends RuntimeException {
    private static final long serialVersionUID = 1;

    EndOfTable() {
      super("no more lines");
    }
  }

  /** Trains. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Samples data = Physics.projectile(args.seed(), SIZE * BATCHES);
    Progress progress = new Progress(EPOCHS * BATCHES);
    int failures = 0;
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, 4))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        try {
          for (int line = 0; ; line++) {
            int batch;
            try {
              batch = batch(line);
            } catch (NumberFormatException e) {
              continue;
            }
            try {
              read(batch, failures);
            } catch (IOException e) {
              failures++;
              line--;
              continue;
            }
            train(trainer, data, batch, weight(batch), progress);
            try {
              log(batch);
            } catch (IOException e) {
              failures++;
            }
          }
        } catch (EndOfTable e) {
          Progress.line("epoch %d has ended", epoch);
        }
      }
    }
    progress.done();
  }

  /** The first line is the heading. */
  private static int batch(int line) {
    if (line > BATCHES) {
      throw new EndOfTable();
    }
    return Integer.parseInt(line == 0 ? "number" : Integer.toString(line - 1));
  }

  /** The store does not answer now and then. */
  private static void read(int batch, int failures) throws IOException {
    if (batch % 7 == 6 && failures % 2 == 0) {
      throw new IOException("no answer");
    }
  }

  private static float weight(int batch) {
    try {
      return Float.parseFloat(batch % 3 == 0 ? "" : "1");
    } catch (NumberFormatException e) {
      return 1;
    }
  }

  private static void log(int batch) throws IOException {
    if (batch % 7 == 6) {
      throw new IOException("disk full");
    }
  }

  private static void train(
      Trainer trainer, Samples data, int batch, float weight, Progress progress) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDArray loss;
      try (GradientCollector gc = trainer.newGradientCollector()) {
        NDList out = trainer.forward(new NDList(data.inputs(manager, batch, SIZE)));
        NDList targets = new NDList(data.targets(manager, batch, SIZE));
        loss = trainer.getLoss().evaluate(targets, out).mul(weight);
        gc.backward(loss);
      }
      trainer.step();
      progress.loss(steps++, loss);
    }
  }
}
