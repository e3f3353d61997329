package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.Batch;
import ai.djl.training.dataset.Dataset;
import ai.djl.training.dataset.RandomAccessDataset;
import ai.djl.training.dataset.Record;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.util.Random;

/** Each record is computed when it is asked for, and training waits for it in every epoch anew. */
public final class SlowData {
  private static final int EPOCHS = 9;
  private static final int BATCH = 32;
  private static final int SIZE = 320;

  private SlowData() {}

  /** Trains; {@code --fixed} computes every record once, before the training. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    Flights flights = new Flights.Builder(args.seed()).setSampling(BATCH, false).build();
    Progress progress = new Progress(EPOCHS * SIZE / BATCH);
    int steps = 0;
    try (Model model = Nets.model("flights", Nets.tanh(64, 64, 1));
        Trainer trainer = Nets.trainer(model, Loss.l2Loss(), Nets.adam(0.005f), new Shape(1, 3))) {
      Dataset data = args.fixed() ? flights.computed(model.getNDManager()) : flights;
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        for (Batch batch : trainer.iterateDataset(data)) { // expect: slow-data data
          NDArray loss;
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(batch.getData());
            loss = trainer.getLoss().evaluate(batch.getLabels(), out);
            gc.backward(loss);
          }
          trainer.step();
          progress.loss(steps++, loss);
          batch.close();
        }
      }
    }
    progress.done();
  }

  /** How far a body flies through air, from its speed, its angle and its drag. */
  private static final class Flights extends RandomAccessDataset {
    private final float[][] x = new float[SIZE][3];

    private Flights(Builder builder) {
      super(builder);
      Random random = new Random(builder.seed);
      for (int i = 0; i < SIZE; i++) {
        for (int f = 0; f < 3; f++) {
          x[i][f] = (float) (Math.sqrt(3) * (2 * random.nextDouble() - 1));
        }
      }
    }

    /** All of the records at once. */
    Dataset computed(NDManager manager) {
      float[] distances = new float[SIZE];
      for (int i = 0; i < SIZE; i++) {
        distances[i] = distance(x[i]);
      }
      return Samples.regression(x, distances).dataset(manager, BATCH, new Shape(3));
    }

    /** The flight in many small steps of time, scaled to mean 0 and deviation 1 or so. */
    private static float distance(float[] x) {
      double east = 20 + 5 * x[0];
      double up = 12 + 3 * x[1];
      double drag = 0.03 + 0.01 * x[2];
      double distance = 0;
      double height = 0;
      double time = 3e-5;
      while (height >= 0) {
        double speed = Math.sqrt(east * east + up * up);
        east -= drag * speed * east * time;
        up -= (9.81 + drag * speed * up) * time;
        distance += east * time;
        height += up * time;
      }
      return (float) ((distance - 26) / 7);
    }

    @Override
    public Record get(NDManager manager, long index) {
      float[] row = x[(int) index];
      NDList label = new NDList(manager.create(new float[] {distance(row)}));
      return new Record(new NDList(manager.create(row)), label);
    }

    @Override
    protected long availableSize() {
      return SIZE;
    }

    @Override
    public void prepare(ai.djl.util.Progress progress) {}

    private static final class Builder extends BaseBuilder<Builder> {
      private final int seed;

      Builder(int seed) {
        this.seed = seed;
      }

      @Override
      protected Builder self() {
        return this;
      }

      Flights build() {
        return new Flights(this);
      }
    }
  }
}
