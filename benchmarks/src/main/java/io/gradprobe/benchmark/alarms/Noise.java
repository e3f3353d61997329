package io.gradprobe.benchmark.alarms;

import java.util.SplittableRandom;

/** Random numbers of one simulated run; the same for the same seed. */
final class Noise {
  private final SplittableRandom random;

  Noise(long seed) {
    random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + 1);
  }

  /** Standard normal. */
  double normal() {
    return random.nextGaussian();
  }

  /** Uniform between two numbers. */
  double between(double low, double high) {
    return low + (high - low) * random.nextDouble();
  }

  /** Between two positive numbers, uniform in the logarithm. */
  double logBetween(double low, double high) {
    return low * Math.pow(high / low, random.nextDouble());
  }

  /** Student's t with three degrees of freedom: a variance, but heavy tails. */
  double heavy() {
    double squares = 0;
    for (int i = 0; i < 3; i++) {
      double x = normal();
      squares += x * x;
    }
    return normal() / Math.sqrt(squares / 3);
  }

  boolean chance(double probability) {
    return random.nextDouble() < probability;
  }

  int below(int bound) {
    return random.nextInt(bound);
  }

  /** One of some. */
  int oneOf(int... choices) {
    return choices[below(choices.length)];
  }

  long bits() {
    return random.nextLong();
  }
}
