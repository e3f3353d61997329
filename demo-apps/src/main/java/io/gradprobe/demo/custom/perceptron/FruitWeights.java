package io.gradprobe.demo.custom.perceptron;

import io.gradprobe.demo.support.Switches;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Guesses what fruit weighs from its measures, one piece after another. */
public final class FruitWeights {
  private FruitWeights() {}

  /** Trains. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv, "copy", "zero-rate", "exploding");
    Random random = new Random(run.seed());
    List<List<Double>> measures = new ArrayList<>();
    List<Double> grams = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      List<Double> row = new ArrayList<>();
      double sum = 0.4;
      for (double influence : new double[] {1.5, -0.7, 0.9}) {
        double x = random.nextGaussian();
        row.add(x);
        sum += influence * x;
      }
      measures.add(row);
      grams.add(sum + 0.05 * random.nextGaussian());
    }
    Perceptron unit = new Perceptron(3, random);
    double rate = run.has("exploding") ? 4 : run.has("zero-rate") ? 0 : 0.01;
    for (int epoch = 0; epoch < 10; epoch++) {
      for (int i = 0; i < grams.size(); i++) {
        double error = unit.guess(measures.get(i)) - grams.get(i);
        // expect[copy]: weight-not-updating weights
        // expect[zero-rate]: weight-not-updating weights
        // expect[exploding]: non-finite-weight weights
        unit.learn(measures.get(i), error, rate, run.has("copy"));
      }
      System.out.printf(
          Locale.ROOT, "step %d: loss %.4f%n", (epoch + 1) * 60, mean(unit, measures, grams));
    }
  }

  private static double mean(Perceptron unit, List<List<Double>> x, List<Double> y) {
    double sum = 0;
    for (int i = 0; i < y.size(); i++) {
      double error = unit.guess(x.get(i)) - y.get(i);
      sum += error * error;
    }
    return sum / y.size();
  }
}
