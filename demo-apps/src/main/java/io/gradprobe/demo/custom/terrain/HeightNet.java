package io.gradprobe.demo.custom.terrain;

import java.util.List;
import java.util.Random;

/** Tells a height from a place, by one layer of sines. */
final class HeightNet {
  private static final int HIDDEN = 24;

  private final Tensor frequencies;
  private final Tensor phases;
  private final Tensor heights;
  private final boolean wrongSign;

  HeightNet(Random random, boolean wrongSign) {
    this.wrongSign = wrongSign;
    frequencies = new Tensor(HIDDEN, 2).randomised(1.5, random);
    phases = new Tensor(HIDDEN, 1).randomised(1, random);
    heights = new Tensor(HIDDEN, 1).randomised(0.2, random);
  }

  List<Tensor> parameters() {
    return List.of(frequencies, phases, heights);
  }

  double predict(double[] place) {
    double sum = 0;
    for (int j = 0; j < HIDDEN; j++) {
      sum += heights.storage.get(j) * Math.sin(angle(j, place));
    }
    return sum;
  }

  /** Adds the squared error's gradient at one place, times a weight; returns the error squared. */
  double backward(double[] place, double height, double weight) {
    double error = predict(place) - height;
    double outer = 2 * weight * error;
    for (int j = 0; j < HIDDEN; j++) {
      double angle = angle(j, place);
      heights.gradient.add(j, outer * Math.sin(angle));
      double inner = outer * heights.storage.get(j) * Math.cos(angle);
      phases.gradient.add(j, wrongSign ? -inner : inner);
      frequencies.gradient.add(2 * j, inner * place[0]);
      frequencies.gradient.add(2 * j + 1, inner * place[1]);
    }
    return error * error;
  }

  private double angle(int j, double[] place) {
    return frequencies.storage.get(2 * j) * place[0]
        + frequencies.storage.get(2 * j + 1) * place[1]
        + phases.storage.get(j);
  }
}
