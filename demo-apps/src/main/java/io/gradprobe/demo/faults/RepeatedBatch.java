package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.GradientCollector;
import ai.djl.training.Trainer;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.dataset.Batch;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;
import java.util.Iterator;

/** A new iterator for each step: every step sees the first batch of the dataset. */
public final class RepeatedBatch {
  private static final int STEPS = 150;

  private RepeatedBatch() {}

  /** Trains; {@code --fixed} goes on with one iterator until the dataset is through. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples samples = Physics.projectile(args.seed(), 960);
    Progress progress = new Progress(STEPS);
    Shape shape = new Shape(samples.features());
    try (Model model = Nets.model("projectile", Nets.tanh(16, 1));
        Trainer trainer =
            Nets.trainer(model, Loss.l2Loss(), Nets.sgd(0.1f), new Shape(1).addAll(shape))) {
      ArrayDataset data = samples.dataset(model.getNDManager(), 32, shape);
      Iterator<Batch> batches = trainer.iterateDataset(data).iterator();
      for (int step = 0; step < STEPS; step++) {
        if (!fixed || !batches.hasNext()) {
          batches = trainer.iterateDataset(data).iterator();
        }
        Batch batch = batches.next();
        NDArray loss;
        try (GradientCollector gc = trainer.newGradientCollector()) {
          NDList out = trainer.forward(batch.getData()); // expect: repeated-batch input
          loss = trainer.getLoss().evaluate(batch.getLabels(), out);
          gc.backward(loss);
        }
        trainer.step();
        progress.loss(step, loss);
        batch.close();
      }
    }
    progress.done();
  }
}
