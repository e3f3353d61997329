package io.gradprobe.demo.faults;

import ai.djl.Device;
import ai.djl.Model;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.SequentialBlock;
import ai.djl.training.DefaultTrainingConfig;
import ai.djl.training.EasyTrain;
import ai.djl.training.Trainer;
import ai.djl.training.TrainingResult;
import ai.djl.training.dataset.ArrayDataset;
import ai.djl.training.evaluator.Accuracy;
import ai.djl.training.listener.TrainingListener;
import ai.djl.training.loss.Loss;
import ai.djl.translate.TranslateException;
import io.gradprobe.demo.support.Args;
import io.gradprobe.demo.support.Nets;
import io.gradprobe.demo.support.Physics;
import io.gradprobe.demo.support.Progress;
import io.gradprobe.demo.support.Samples;
import java.io.IOException;

/** The net ends in a softmax, and the loss applies another one to its probabilities. */
public final class DegenerateOutputTwice {
  private DegenerateOutputTwice() {}

  /** Trains; {@code --fixed} leaves the softmax to the loss. */
  public static void main(String[] argv) throws IOException, TranslateException {
    Args args = Args.parse(argv);
    boolean fixed = args.fixed();
    Samples data = Physics.spring(args.seed(), 1088);
    SequentialBlock net = Nets.relu(24, 3);
    if (!fixed) {
      net.addSingleton(scores -> scores.softmax(-1)); // expect: degenerate-output 04LambdaBlock
    }
    DefaultTrainingConfig config =
        new DefaultTrainingConfig(Loss.softmaxCrossEntropyLoss())
            .optOptimizer(Nets.adam(0.01f))
            .addEvaluator(new Accuracy())
            .optDevices(new Device[] {Device.cpu()})
            .addTrainingListeners(TrainingListener.Defaults.basic());
    try (Model model = Nets.model("spring", net);
        Trainer trainer = model.newTrainer(config)) {
      trainer.initialize(new Shape(1, 3));
      ArrayDataset train = data.slice(0, 960).dataset(model.getNDManager(), 32, new Shape(3));
      ArrayDataset test = data.slice(960, 1088).dataset(model.getNDManager(), 32, new Shape(3));
      EasyTrain.fit(trainer, 5, train, test);
      TrainingResult result = trainer.getTrainingResult();
      Progress.line("train: loss %.4f", result.getTrainLoss());
      Progress.line("validation: loss %.4f", result.getValidateLoss());
      Progress.line("result: accuracy %.4f", result.getValidateEvaluation("Accuracy"));
    }
  }
}
