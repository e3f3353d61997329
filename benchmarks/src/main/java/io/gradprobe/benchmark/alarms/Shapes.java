package io.gradprobe.benchmark.alarms;

/** Courses that the loss of healthy training takes. */
final class Shapes {
  private static final double TURN = 2 * Math.PI;

  private Shapes() {}

  /** Exponential decay to a floor. */
  static Shape decay(double start, Noise noise) {
    double floor = start * noise.logBetween(0.02, 0.6);
    double steps = noise.logBetween(50, 2000);
    return t -> floor + (start - floor) * Math.exp(-t / steps);
  }

  /** Power law to a noise floor. */
  static Shape powerLaw(double start, Noise noise) {
    double floor = start * noise.logBetween(0.01, 0.3);
    double steps = noise.logBetween(5, 100);
    double power = noise.between(0.3, 1);
    return t -> floor + (start - floor) * Math.pow(1 + t / steps, -power);
  }

  /** A short plateau at the begin, as deep nets have it, and the way down from it. */
  static Shape lateStart(double start, Noise noise) {
    double wait = noise.between(30, 180);
    double width = noise.between(8, 40);
    double floor = start * noise.logBetween(0.05, 0.5);
    return t -> floor + (start - floor) / (1 + Math.exp((t - wait) / width));
  }

  /** Quickly to the floor, and there for the rest of the run. */
  static Shape plateau(double start, Noise noise) {
    double floor = start * noise.logBetween(0.05, 0.6);
    double steps = noise.logBetween(10, 60);
    return t -> floor + (start - floor) * Math.exp(-t / steps);
  }

  /** The learning rate falls tenfold twice, and the loss to a lower floor each time. */
  static Shape stepSchedule(double start, Noise noise) {
    double first = noise.between(2500, 4000);
    double second = noise.between(5000, 8000);
    double floor = start * noise.logBetween(0.1, 0.4);
    double gain = noise.between(0.4, 0.8);
    return new Shape() {
      @Override
      public double level(double t) {
        double level = floor + (start - floor) * Math.exp(-t / 300);
        level *= t < first ? 1 : gain + (1 - gain) * Math.exp(-(t - first) / 60);
        return level * (t < second ? 1 : gain + (1 - gain) * Math.exp(-(t - second) / 60));
      }

      @Override
      public double fall(double t) {
        return (start - floor) * Math.exp(-t / 300) / 300;
      }

      @Override
      public double rate(double t) {
        return t < first ? 1 : t < second ? 0.1 : 0.01;
      }
    };
  }

  /** The learning rate rises from zero in a straight line, then falls as a cosine. */
  static Shape warmUp(double start, Noise noise) {
    double length = noise.between(100, 1000);
    double floor = start * noise.logBetween(0.05, 0.5);
    double steps = noise.logBetween(50, 400);
    return new Shape() {
      @Override
      public double level(double t) {
        double done = t < length ? t * t / (2 * length) : t - length / 2;
        return floor + (start - floor) * Math.exp(-done / steps);
      }

      @Override
      public double fall(double t) {
        return (level(t) - floor) / steps;
      }

      @Override
      public double rate(double t) {
        double left = Math.cos(Math.PI / 2 * Math.min(1, Math.max(0, t - length) / 10_000));
        return Math.max(1e-3, Math.min(1, (t + 1) / length) * left);
      }
    };
  }

  /** Cosine schedule with warm restarts: the loss climbs a little at each and falls further. */
  static Shape warmRestarts(double start, Noise noise) {
    double period = noise.between(1000, 2500);
    double floor = start * noise.logBetween(0.1, 0.4);
    double climb = noise.between(0.1, 0.6);
    return new Shape() {
      @Override
      public double level(double t) {
        double round = Math.floor(t / period);
        double within = t - round * period;
        double base = floor + (start - floor) * Math.exp(-t / 400);
        double risen = round == 0 ? 0 : climb * (1 - Math.exp(-within / 20)) * rate(t);
        return base * Math.pow(0.9, round) * (1 + risen);
      }

      @Override
      public double fall(double t) {
        return (start - floor) * Math.exp(-t / 400) / 400;
      }

      @Override
      public double rate(double t) {
        double within = t / period - Math.floor(t / period);
        return 0.01 + 0.99 * (1 + Math.cos(Math.PI * within)) / 2;
      }
    };
  }

  /** Training goes on from a checkpoint: the loss is near its floor from the first step. */
  static Shape resumed(double start, Noise noise) {
    double floor = start * noise.logBetween(0.02, 0.3);
    double left = noise.between(0, 0.3);
    return t -> floor * (1 + left * Math.exp(-t / 2000));
  }

  /** Down to exactly nothing, as a solvable problem goes. */
  static Shape perfect(double start, Noise noise) {
    double steps = noise.logBetween(20, 150);
    return t -> {
      double level = start * Math.exp(-t / steps);
      return level < 1e-30 ? 0 : level;
    };
  }

  /** Harder data every thousand steps or so: the loss steps up by a part and falls again. */
  static Shape curriculum(double start, Noise noise) {
    double period = noise.between(500, 1500);
    double step = noise.between(0.1, 0.5);
    Shape base = decay(start, noise);
    return t -> {
      double within = t - Math.floor(t / period) * period;
      boolean first = t < period;
      return base.level(t) * (1 + (first ? 0 : step * Math.exp(-within / 150)));
    };
  }

  /** Batches in turn from two sources, one several times as hard as the other. */
  static Shape alternating(double start, Noise noise) {
    double times = noise.between(2, 6);
    int turn = noise.oneOf(1, 2, 10);
    Shape base = decay(start / times, noise);
    return new Shape() {
      @Override
      public double level(double t) {
        return base.level(t) * source(t);
      }

      @Override
      public double fall(double t) {
        return base.fall(t) * source(t);
      }

      private double source(double t) {
        return (long) (t / turn) % 2 == 0 ? 1 : times;
      }
    };
  }

  /** High momentum: swings that die away around a falling loss. */
  static Shape momentum(double start, Noise noise) {
    double period = noise.between(15, 60);
    double swing = noise.between(0.1, 0.4);
    Shape base = decay(start, noise);
    return new Shape() {
      @Override
      public double level(double t) {
        return base.level(t) * (1 + left(t) * Math.sin(TURN * t / period));
      }

      @Override
      public double fall(double t) {
        return base.fall(t) + base.level(t) * left(t) * 2 / period;
      }

      private double left(double t) {
        return swing * Math.exp(-t / 300);
      }
    };
  }

  /** One of two players: about a level, with slow swings and a drift either way. */
  static Shape player(double start, Noise noise) {
    double level = start * noise.between(0.6, 1.8);
    double period = noise.logBetween(200, 3000);
    double swing = noise.between(0.1, 0.5);
    double drift = noise.between(-0.6, 0.9);
    return t ->
        level * Math.exp(swing * Math.sin(TURN * t / period) + drift * Math.min(1, t / 10_000));
  }

  /** A value function learned by bootstrapping: errors grow with the values, then level off. */
  static Shape growingValues(double start, Noise noise) {
    double times = noise.logBetween(2, 30);
    double steps = noise.between(1000, 4000);
    return t -> start * (1 + (times - 1) * (1 - Math.exp(-t / steps)) * (t / (t + steps)));
  }

  /** A negative log-likelihood that falls below zero; its gradient grows as the variance falls. */
  static Shape likelihood(double start, Noise noise) {
    double depth = start + noise.between(2, 6);
    double steps = noise.logBetween(60, 1000);
    return new Shape() {
      @Override
      public double level(double t) {
        return start - depth * (1 - Math.exp(-t / steps));
      }

      @Override
      public double gradient(double t) {
        return Math.exp(1.5 * (start - level(t)) / depth);
      }
    };
  }
}
