package io.gradprobe.demo.dl4j.healthy;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.deeplearning4j.nn.workspace.LayerWorkspaceMgr;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.factory.Nd4j;
import org.nd4j.linalg.learning.config.Adam;
import org.nd4j.linalg.learning.config.Sgd;

/** Loops written by hand: with DL4J's updater, without, and by means that nobody sees. */
public final class OwnLoops {
  private static final int BATCH = 32;

  private OwnLoops() {}

  /** Trains three networks, and one that follows the first. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    MultiLayerNetwork first = Nets.classifier(Nets.settings(args.seed(), new Adam(0.01)), 16, 3);
    MultiLayerNetwork second = Nets.classifier(Nets.settings(args.seed(), new Sgd(1)), 16, 3);
    MultiLayerNetwork third = Nets.classifier(Nets.settings(args.seed(), new Sgd(1)), 16, 3);
    MultiLayerNetwork follower = first.clone();
    for (int step = 0; step < 200; step++) {
      DataSet batch = points.batch(BATCH);
      withUpdater(first, batch, step);
      INDArray gradient = gradient(second, batch);
      second.params().subi(gradient.mul(0.1 / BATCH));
      Nd4j.getBlasWrapper().axpy(-0.1f / BATCH, gradient(third, batch), third.params());
      if (step % 20 == 0) {
        follower.setParams(first.params());
        follower.fit(batch);
      }
    }
    Nets.print("score", first.score());
    Nets.print("score", second.score());
    Nets.print("score", third.score());
  }

  private static INDArray gradient(MultiLayerNetwork network, DataSet batch) {
    network.setInput(batch.getFeatures());
    network.setLabels(batch.getLabels());
    network.computeGradientAndScore();
    return network.gradient().gradient();
  }

  private static void withUpdater(MultiLayerNetwork network, DataSet batch, int step) {
    gradient(network, batch);
    Gradient gradient = network.gradient();
    network
        .getUpdater()
        .update(network, gradient, step, 0, BATCH, LayerWorkspaceMgr.noWorkspacesImmutable());
    network.params().subi(gradient.gradient());
  }
}
