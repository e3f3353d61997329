package io.gradprobe.demo.custom.perceptron;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** A linear unit whose weights are boxed numbers; the last one is the bias. */
public class Perceptron {
  private final List<Double> weights = new ArrayList<>();

  public Perceptron(int inputs, Random random) {
    for (int i = 0; i <= inputs; i++) {
      weights.add(0.1 * random.nextGaussian());
    }
  }

  public Double guess(List<Double> x) {
    Double sum = weights.get(x.size());
    for (int i = 0; i < x.size(); i++) {
      sum += weights.get(i) * x.get(i);
    }
    return sum;
  }

  public void learn(List<Double> x, Double error, Double rate, boolean onCopy) {
    List<Double> changed = onCopy ? new ArrayList<>(weights) : weights;
    for (int i = 0; i < x.size(); i++) {
      changed.set(i, changed.get(i) - rate * error * x.get(i));
    }
    changed.set(x.size(), changed.get(x.size()) - rate * error);
  }
}
