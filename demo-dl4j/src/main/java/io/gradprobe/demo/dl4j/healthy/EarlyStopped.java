package io.gradprobe.demo.dl4j.healthy;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.earlystopping.EarlyStoppingConfiguration;
import org.deeplearning4j.earlystopping.EarlyStoppingResult;
import org.deeplearning4j.earlystopping.saver.InMemoryModelSaver;
import org.deeplearning4j.earlystopping.scorecalc.DataSetLossCalculator;
import org.deeplearning4j.earlystopping.termination.MaxEpochsTerminationCondition;
import org.deeplearning4j.earlystopping.trainer.EarlyStoppingTrainer;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.learning.config.AdaDelta;

/** DL4J's own trainer that stops early, with an updater that has no learning rate. */
public final class EarlyStopped {
  private EarlyStopped() {}

  /** Trains. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    EarlyStoppingConfiguration<MultiLayerNetwork> stopping =
        new EarlyStoppingConfiguration.Builder<MultiLayerNetwork>()
            .modelSaver(new InMemoryModelSaver<>())
            .epochTerminationConditions(new MaxEpochsTerminationCondition(6))
            .scoreCalculator(new DataSetLossCalculator(points.batches(5, 32), true))
            .build();
    MultiLayerNetwork network = Nets.classifier(Nets.settings(args.seed(), new AdaDelta()), 16, 3);
    EarlyStoppingResult<MultiLayerNetwork> result =
        new EarlyStoppingTrainer(stopping, network, points.batches(20, 32)).fit();
    System.out.println("epochs " + result.getTotalEpochs());
  }
}
