package io.gradprobe.demo.custom.gates;

import io.gradprobe.demo.support.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Learns the gates and, or, exclusive or, all at once, neuron by neuron. */
public final class Gates {
  private final List<List<Neuron>> layers = new ArrayList<>();

  private Gates(Random random, int... sizes) {
    for (int size : sizes) {
      List<Neuron> layer = new ArrayList<>();
      boolean last = layers.size() == sizes.length - 1;
      for (int i = 0; i < size; i++) {
        Neuron neuron = new Neuron();
        if (!layers.isEmpty()) {
          for (Neuron before : layers.get(layers.size() - 1)) {
            neuron.connect(before, random == null ? 0.3 : 0.7 * random.nextGaussian());
          }
        }
        layer.add(neuron);
      }
      if (!last) {
        Neuron bias = new Neuron();
        bias.setOutput(1);
        layer.add(bias);
      }
      layers.add(layer);
    }
  }

  private double[] predict(double... x) {
    for (int i = 0; i < x.length; i++) {
      layers.get(0).get(i).setOutput(x[i]);
    }
    for (int l = 1; l < layers.size(); l++) {
      boolean last = l == layers.size() - 1;
      for (int i = 0; i < layers.get(l).size() - (last ? 0 : 1); i++) {
        layers.get(l).get(i).fire(!last);
      }
    }
    return layers.get(layers.size() - 1).stream().mapToDouble(Neuron::getOutput).toArray();
  }

  /** Learns one sample; returns its squared error. */
  private double train(double[] x, double[] wanted, double rate) {
    double[] got = predict(x);
    double squared = 0;
    for (int i = 0; i < wanted.length; i++) {
      double error = wanted[i] - got[i];
      layers.get(layers.size() - 1).get(i).addError(error);
      squared += error * error;
    }
    for (int l = layers.size() - 1; l > 0; l--) {
      boolean last = l == layers.size() - 1;
      for (int i = 0; i < layers.get(l).size() - (last ? 0 : 1); i++) {
        layers.get(l).get(i).correct(rate, !last);
      }
    }
    return squared;
  }

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "exploding", "symmetric");
    Random random = new Random(run.seed());
    Gates network = new Gates(run.has("symmetric") ? null : random, 2, 6, 3);
    double[][] inputs = {{-1, -1}, {-1, 1}, {1, -1}, {1, 1}};
    double[][] wanted = {{-1, -1, -1}, {-1, 1, 1}, {-1, 1, 1}, {1, 1, -1}};
    double rate = run.has("exploding") ? 3 : 0.005;
    for (int epoch = 0; epoch < 250; epoch++) {
      double error = 0;
      for (int i = 0; i < inputs.length; i++) {
        // expect[symmetric]: poor-initialization layers[1][0].inputs
        // expect[exploding]: loss-diverging loss
        error += network.train(inputs[i], wanted[i], rate);
      }
      if (epoch % 50 == 0 || epoch == 249) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", epoch, error / inputs.length);
      }
    }
  }
}
