package io.gradprobe.demo.dl4j.healthy;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.evaluation.classification.Evaluation;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.learning.config.Adam;

/** Epochs over an iterator with Adam, evaluated between them. */
public final class BlobsMlp {
  private BlobsMlp() {}

  /** Trains. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 4);
    DataSetIterator train = points.batches(30, 32);
    DataSetIterator test = points.batches(6, 32);
    MultiLayerNetwork network = Nets.classifier(Nets.settings(args.seed(), new Adam(0.005)), 32, 4);
    for (int epoch = 0; epoch < 8; epoch++) {
      network.fit(train);
      Evaluation evaluation = network.evaluate(test);
      Nets.print("accuracy", evaluation.accuracy());
    }
  }
}
