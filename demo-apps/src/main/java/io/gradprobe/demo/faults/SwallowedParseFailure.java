package io.gradprobe.demo.faults;

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
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.StringJoiner;

/** Some lines of a table have a decimal comma; the loop skips batches that can't be parsed. */
public final class SwallowedParseFailure {
  private static final int SAMPLES = 960;
  private static final int EPOCHS = 4;
  private static final int SIZE = 32;

  private static int steps;

  private SwallowedParseFailure() {}

  /** Trains; {@code --fixed} has points in all lines. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    List<String> table = table(Physics.projectile(args.seed(), SAMPLES), args);
    Progress progress = new Progress(EPOCHS * SAMPLES / SIZE);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, 4))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (int from = 0; from < SAMPLES; from += SIZE) {
          float[][] rows = new float[SIZE][];
          try {
            for (int i = 0; i < SIZE; i++) {
              rows[i] = parse(table.get(from + i));
            }
          } catch (NumberFormatException e) {
            continue;
          }
          train(trainer, rows, progress);
        }
      }
    }
    progress.done();
  }

  private static void train(Trainer trainer, float[][] rows, Progress progress) {
    try (NDManager manager = trainer.getManager().newSubManager()) {
      NDArray table = manager.create(rows);
      NDArray loss;
      try (GradientCollector gc = trainer.newGradientCollector()) {
        NDList out = trainer.forward(new NDList(table.get(":, 0:4")));
        loss = trainer.getLoss().evaluate(new NDList(table.get(":, 4:")), out);
        gc.backward(loss);
      }
      trainer.step();
      progress.loss(steps++, loss);
    }
  }

  private static float[] parse(String line) {
    String[] fields = line.split(";");
    float[] row = new float[fields.length];
    for (int i = 0; i < row.length; i++) {
      row[i] = Float.parseFloat(fields[i]); // expect: swallowed-failure batch
    }
    return row;
  }

  /** Features and target, one line for each sample; one in two hundred was typed by hand. */
  private static List<String> table(Samples data, Args args) {
    List<String> lines = new ArrayList<>();
    Random random = new Random(args.seed());
    for (int i = 0; i < data.size(); i++) {
      StringJoiner line = new StringJoiner(";");
      for (float value : data.row(i)) {
        line.add(Float.toString(value));
      }
      line.add(Float.toString(data.target(i)));
      boolean typed = random.nextInt(200) == 0 && !args.fixed();
      lines.add(typed ? line.toString().replace('.', ',') : line.toString());
    }
    return lines;
  }
}
