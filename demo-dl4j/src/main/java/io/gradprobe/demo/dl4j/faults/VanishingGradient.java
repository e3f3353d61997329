package io.gradprobe.demo.dl4j.faults;

import io.gradprobe.demo.dl4j.support.Args;
import io.gradprobe.demo.dl4j.support.Nets;
import io.gradprobe.demo.dl4j.support.Points;
import org.deeplearning4j.nn.conf.NeuralNetConfiguration;
import org.deeplearning4j.nn.multilayer.MultiLayerNetwork;
import org.nd4j.linalg.activations.Activation;
import org.nd4j.linalg.learning.config.Sgd;

/** Ten sigmoid layers: next to nothing arrives at the first. */
public final class VanishingGradient {
  private VanishingGradient() {}

  /** Trains; {@code --fixed} takes rectifiers. */
  public static void main(String[] argv) {
    Args args = Args.parse(argv);
    Points points = new Points(args.seed(), 3);
    Activation activation = args.fixed() ? Activation.RELU : Activation.SIGMOID;
    NeuralNetConfiguration.ListBuilder layers = Nets.settings(args.seed(), new Sgd(0.05)).list();
    layers.layer(Nets.dense(Points.FEATURES, 12, activation));
    for (int i = 0; i < 9; i++) {
      layers.layer(Nets.dense(12, 12, activation));
    }
    MultiLayerNetwork network =
        Nets.ready(new MultiLayerNetwork(layers.layer(Nets.classes(12, 3)).build()));
    for (int step = 0; step < 300; step++) {
      network.fit(points.batch(32)); // expect: vanishing-gradient 0_W
    }
    Nets.print("score", network.score());
  }
}
