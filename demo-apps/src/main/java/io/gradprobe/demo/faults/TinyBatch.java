package io.gradprobe.demo.faults;

import ai.djl.Model;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Activation;
import ai.djl.nn.SequentialBlock;
import ai.djl.nn.norm.BatchNorm;
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

/** The last batch of each epoch has a single sample left for the batch-norm. */
public final class TinyBatch {
  private static final int EPOCHS = 5;
  private static final int BATCH = 32;

  private TinyBatch() {}

  /** Trains; {@code --fixed} drops what does not fill a batch. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples samples = Physics.spring(args.seed(), 20 * BATCH + 1);
    SequentialBlock net =
        new SequentialBlock()
            .add(Nets.linear(24))
            .add(BatchNorm.builder().build())
            .add(Activation::relu)
            .add(Nets.linear(3));
    Progress progress = new Progress(EPOCHS);
    try (Model model = Nets.model("spring", net);
        Trainer trainer =
            Nets.trainer(
                model, Loss.softmaxCrossEntropyLoss(), Nets.adam(0.01f), new Shape(1, 3))) {
      ArrayDataset data =
          new ArrayDataset.Builder()
              .setData(samples.inputs(model.getNDManager(), 0, samples.size()))
              .optLabels(samples.targets(model.getNDManager(), 0, samples.size()))
              .setSampling(BATCH, false, fixed)
              .build();
      for (int epoch = 0; epoch < EPOCHS; epoch++) {
        float sum = 0;
        for (Batch batch : trainer.iterateDataset(data)) {
          try (GradientCollector gc = trainer.newGradientCollector()) {
            NDList out = trainer.forward(batch.getData()); // expect: tiny-batch 02BatchNorm
            NDArray loss = trainer.getLoss().evaluate(batch.getLabels(), out);
            gc.backward(loss);
            sum += loss.getFloat() * batch.getSize();
          }
          trainer.step();
          batch.close();
        }
        progress.loss(epoch, sum / samples.size());
      }
    }
    progress.done();
  }
}
