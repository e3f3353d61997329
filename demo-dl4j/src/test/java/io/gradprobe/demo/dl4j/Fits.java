package io.gradprobe.demo.dl4j;

import io.gradprobe.demo.dl4j.support.Graphs;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.optimize.api.BaseTrainingListener;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Sgd;

/** Trains a network in one call of {@code fit}, and then a SameDiff graph epoch by epoch. */
public final class Fits {
  private static final int EPOCHS = 6;

  private Fits() {}

  /** Prints a score every so often, in the midst of {@code fit}. */
  private static final class Told extends BaseTrainingListener {
    @Override
    public void iterationDone(Model model, int iteration, int epoch) {
      if (iteration % 20 == 0) {
        Nets.print("iteration " + iteration + ", score", model.score());
      }
    }
  }

  /** Argument: the learning rate. */
  public static void main(String[] argv) {
    double rate = Double.parseDouble(argv[0]);
    DataSetIterator batches = new Points(1, 3).batches(20, 32);
    MultiLayerNetwork network = Nets.classifier(Nets.settings(1, new Sgd(rate)), 16, 3);
    network.setListeners(new Told());
    network.fit(batches, EPOCHS);
    SameDiff graph = Graphs.classifier(16, 3);
    graph.loss.softmaxCrossEntropy(
        "loss", graph.getVariable("label"), graph.getVariable("scores"), null);
    graph.setLossVariables("loss");
    graph.setTrainingConfig(Graphs.settings(new Sgd(rate)));
    for (int epoch = 0; epoch < EPOCHS; epoch++) {
      graph.fit(batches, 1);
      Nets.print("epoch", epoch);
    }
  }
}
