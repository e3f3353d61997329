package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.util.Arrays;
import java.util.Iterator;

/** Some records are damaged; the loop catches what reading them throws and skips their batches. */
public final class SwallowedDataFailure {
  private static final int EPOCHS = 5;

  private SwallowedDataFailure() {}

  /** Trains; {@code --fixed} fills damaged records up. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    Shots data = new Shots.Builder(args.seed(), args.fixed()).setSampling(32, false).build();
    int steps = 0;
    Progress progress = new Progress(EPOCHS * 30);
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1, 4))) {
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        Iterator<Batch> batches = trainer.iterateDataset(data).iterator();
        while (batches.hasNext()) {
          try (Batch batch = batches.next()) {
            NDArray loss;
            try (GradientCollector gc = trainer.newGradientCollector()) {
              NDList out = trainer.forward(batch.getData());
              loss = trainer.getLoss().evaluate(batch.getLabels(), out);
              gc.backward(loss);
            }
            trainer.step();
            progress.loss(steps++, loss);
          } catch (RuntimeException e) {
            Progress.line("a batch was skipped");
          }
        }
      }
    }
    progress.done();
  }

  /** Throws of a body, read one by one; every 200th was cut off after three values. */
  private static final class Shots extends RandomAccessDataset {
    private static final int FEATURES = 4;
    private final Samples samples;
    private final boolean filled;

    private Shots(Builder builder) {
      super(builder);
      samples = Physics.projectile(builder.seed, 960);
      filled = builder.filled;
    }

    @Override
    public Record get(NDManager manager, long index) {
      float[] row = samples.row((int) index).clone();
      if (index % 200 == 100) {
        row = Arrays.copyOf(Arrays.copyOf(row, FEATURES - 1), filled ? FEATURES : FEATURES - 1);
      }
      NDArray x = manager.create(row, new Shape(FEATURES)); // expect: swallowed-failure data
      NDArray y = manager.create(new float[] {samples.target((int) index)});
      return new Record(new NDList(x), new NDList(y));
    }

    @Override
    protected long availableSize() {
      return samples.size();
    }

    @Override
    public void prepare(ai.djl.util.Progress progress) {}

    private static final class Builder extends BaseBuilder<Builder> {
      private final int seed;
      private final boolean filled;

      Builder(int seed, boolean filled) {
        this.seed = seed;
        this.filled = filled;
      }

      @Override
      protected Builder self() {
        return this;
      }

      Shots build() {
        return new Shots(this);
      }
    }
  }
}
