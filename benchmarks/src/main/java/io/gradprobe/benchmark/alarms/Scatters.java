package io.gradprobe.benchmark.alarms;

/** Scatter of batch losses. */
final class Scatters {
  private Scatters() {}

  /** Independent, log-normal. */
  static Scatter logNormal(Noise noise) {
    double size = noise.logBetween(0.02, 0.4);
    return random -> size * random.normal();
  }

  /** Log-normal, each batch like the one before: an autoregressive series of order one. */
  static Scatter autoregressive(Noise noise) {
    double memory = noise.between(0.5, 0.97);
    double size = noise.logBetween(0.02, 0.3) * Math.sqrt(1 - memory * memory);
    double[] last = new double[1];
    return random -> last[0] = memory * last[0] + size * random.normal();
  }

  /** Heavy tails (Student's t with three degrees of freedom), never below zero. */
  static Scatter heavy(Noise noise) {
    double size = noise.logBetween(0.02, 0.2);
    return new Scatter() {
      @Override
      public double next(Noise random) {
        return size * random.heavy();
      }

      @Override
      public double loss(double level, double deviation) {
        return level * Math.abs(1 + deviation);
      }

      @Override
      public double gradient(double deviation) {
        return Math.sqrt(Math.abs(1 + deviation));
      }
    };
  }

  /** Hard batches now and then, two to four times the loss, on top of a log-normal. */
  static Scatter spiky(Noise noise) {
    double often = noise.logBetween(1e-4, 3e-3);
    Scatter usual = logNormal(noise);
    return random ->
        usual.next(random) + (random.chance(often) ? Math.log(random.between(2, 4)) : 0);
  }

  /** Policy gradients: heavy tails about nothing, either sign; the level is the size. */
  static Scatter returns(Noise noise) {
    double size = noise.between(0.5, 2);
    return new Scatter() {
      @Override
      public double next(Noise random) {
        return size * random.heavy();
      }

      @Override
      public double loss(double level, double deviation) {
        return level * (0.2 + deviation);
      }

      @Override
      public double gradient(double deviation) {
        return Math.abs(0.2 + deviation);
      }
    };
  }

  /** Added, whatever the level: for losses that may be negative. */
  static Scatter added(Noise noise) {
    double size = noise.logBetween(0.05, 0.5);
    return new Scatter() {
      @Override
      public double next(Noise random) {
        return size * random.normal();
      }

      @Override
      public double loss(double level, double deviation) {
        return level + deviation;
      }
    };
  }

  /** None: the whole dataset in each batch. */
  static Scatter none(Noise noise) {
    return random -> 0;
  }

  /** One of those that suit a positive loss. */
  static Scatter any(Noise noise) {
    return switch (noise.below(3)) {
      case 0 -> logNormal(noise);
      case 1 -> autoregressive(noise);
      default -> heavy(noise);
    };
  }
}
