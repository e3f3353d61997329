package io.gradprobe.benchmark.alarms;

import java.util.List;
import java.util.function.DoubleFunction;

/** The faults that are planted, in rising grades, one or more for each rule of statistics. */
final class Faults {
  private static final SeriesKind CLASSES = falling("classes", Target.CLASSES);
  private static final SeriesKind NUMBERS = falling("numbers", Target.SQUARED);
  private static final SeriesKind STILL =
      new SeriesKind(
          "still",
          Target.CLASSES,
          (start, noise) -> t -> start,
          noise -> Scatters.logNormal(noise),
          false);
  private static final SeriesKind LEARNING =
      new SeriesKind(
          "learning",
          Target.SQUARED,
          (start, noise) -> t -> start * Math.exp(-t / 2000),
          noise -> Scatters.logNormal(noise),
          false);
  private static final long ONSET = 300;

  private Faults() {}

  private static SeriesKind falling(String name, Target target) {
    return new SeriesKind(name, target, Shapes::decay, Scatters::logNormal, false);
  }

  /** All of them. */
  static List<Fault> all() {
    return List.of(
        // Loss
        new Fault(
            "loss-at-chance",
            "nothing is learned",
            "share of chance that is learned",
            STILL,
            0,
            Faults::atChance,
            false,
            0.1,
            0.05,
            0.02,
            0),
        new Fault(
            "loss-not-decreasing",
            "learning rate too small",
            "times too small",
            CLASSES,
            0,
            k -> Plant.NONE,
            true,
            10,
            30,
            100,
            1000,
            10_000),
        later("loss-diverging", "loss grows", "growth a step", NUMBERS, Faults::diverges)
            .graded(1.001, 1.003, 1.01, 1.03, 1.1, 1.5, 3),
        later("loss-spike", "one batch in 100", "times the loss", NUMBERS, k -> spikes(k, 100))
            .graded(3, 5, 10, 30, 100),
        later("loss-spike", "one batch in 10", "times the loss", NUMBERS, k -> spikes(k, 10))
            .graded(3, 5, 10, 30, 100),
        begun("loss-oscillating", "steps overshoot", "rate over stable", NUMBERS, Faults::swings)
            .graded(0.25, 0.5, 0.75, 0.9, 1),
        begun(
                "loss-collapsed",
                "loss is exactly zero",
                "gradient over usual",
                NUMBERS,
                k ->
                    (s, n, r) -> {
                      s.gradient *= n >= 0 ? k : 1;
                      s.loss = n >= 0 ? 0 : s.loss;
                    })
            .graded(1e-4, 1e-2, 1),
        begun(
                "loss-negative",
                "losses below zero",
                "share of steps",
                NUMBERS,
                k -> (s, n, r) -> s.loss = r.chance(k) ? -0.1 * s.loss : s.loss)
            .graded(0.001, 0.01, 0.1, 1),
        begun(
                "initial-loss-off",
                "first losses too high",
                "times chance",
                CLASSES,
                k -> (s, n, r) -> s.loss *= 1 + k * Math.exp(-n / 50.0))
            .graded(3, 10, 30, 100),
        later("overfitting", "validation loss rises", "share an epoch", LEARNING, Faults::overfits)
            .graded(0.01, 0.03, 0.1, 0.3),
        // Gradients and weights
        later(
                "gradient-spike",
                "one step in 100",
                "times the norm",
                NUMBERS,
                k -> (s, n, r) -> s.gradient *= n >= 0 && n % 100 == 0 ? k : 1)
            .graded(3, 5, 10, 30, 100),
        begun(
                "vanishing-gradient",
                "layers before the output",
                "factor a layer",
                deep(),
                k -> layers(k, false))
            .graded(0.3, 0.1, 0.03, 0.01),
        begun(
                "exploding-gradient",
                "layers before the output",
                "factor a layer",
                deep(),
                k -> layers(k, true))
            .graded(2, 5, 10, 30),
        begun(
                "update-ratio",
                "updates too large",
                "of the weights",
                STILL,
                k -> (s, n, r) -> s.update = k * s.weightNorm)
            .graded(0.01, 0.03, 0.1, 0.3, 1),
        begun(
                "update-ascends",
                "flipped sign",
                "cosine upwards",
                STILL,
                k -> (s, n, r) -> s.cosine = -k)
            .graded(0.05, 0.1, 0.2, 0.3, 0.5, 1),
        begun(
                "poor-initialization",
                "one layer's weights",
                "times He's",
                CLASSES,
                k -> (s, n, r) -> s.weights[0] = k)
            .graded(1e-6, 1e-4, 1e-2, 10, 30, 100),
        // Activations
        begun("dead-relu", "dead units", "share", CLASSES, k -> (s, n, r) -> s.lostUnits = k)
            .graded(0.3, 0.5, 0.6, 0.8, 1),
        begun(
                "saturated-activation",
                "saturated units",
                "share",
                CLASSES,
                k -> (s, n, r) -> s.lostUnits = k)
            .graded(0.3, 0.5, 0.7, 0.9, 1),
        begun("exploding-activation", "each block", "times", deep(), Faults::explodes)
            .graded(2, 5, 10, 30),
        begun(
                "scale-mismatch",
                "concatenation",
                "ratio of sizes",
                CLASSES,
                k -> (s, n, r) -> s.join = k * Math.exp(0.1 * r.normal()))
            .graded(100, 1000, 10_000, 100_000),
        // Data
        begun(
                "class-imbalance",
                "a frequent class",
                "times the others",
                CLASSES,
                k -> (s, n, r) -> s.odds = k)
            .graded(5, 10, 20, 50, 100, 200),
        begun(
                "unscaled-input",
                "a feature's mean",
                "deviations",
                CLASSES,
                k -> (s, n, r) -> s.featureShift = k)
            .graded(5, 10, 30, 100, 300),
        begun(
                "unscaled-input",
                "a feature's scale",
                "times the others",
                CLASSES,
                k -> (s, n, r) -> s.featureScale = k)
            .graded(30, 100, 300, 1000, 10_000),
        begun(
                "constant-input",
                "a constant feature",
                "share of batches",
                CLASSES,
                k -> (s, n, r) -> s.featureConstant = r.chance(k))
            .graded(0.9, 0.99, 1),
        later(
                "outlier-batch",
                "one batch in 100",
                "times the size",
                CLASSES,
                k -> (s, n, r) -> s.inputScale = n >= 0 && n % 100 == 0 ? k : 1)
            .graded(3, 10, 30, 100),
        later(
                "outlier-batch",
                "input drifts",
                "growth a step",
                CLASSES,
                k -> (s, n, r) -> s.inputScale = Math.pow(k, Math.max(0, n)))
            .graded(1.001, 1.01, 1.03, 1.1),
        begun(
                "repeated-batch",
                "the last batch again",
                "share of steps",
                CLASSES,
                k -> (s, n, r) -> s.repeated = r.chance(k))
            .graded(0.5, 0.9, 1),
        // Resources
        begun(
                "tensor-leak",
                "tensors are left behind",
                "a step",
                CLASSES,
                k -> (s, n, r) -> s.leak = k)
            .graded(0.2, 0.5, 1, 3, 10),
        begun(
                "slow-data",
                "waiting for data",
                "share of a step",
                CLASSES,
                k -> (s, n, r) -> s.waiting = k * r.between(0.9, 1.1))
            .graded(0.4, 0.6, 0.7, 0.85),
        later(
                "memory-limit-near",
                "memory",
                "share of the limit",
                CLASSES,
                k -> (s, n, r) -> s.memory = n >= 0 ? k : s.memory)
            .graded(0.8, 0.89, 0.91, 0.97));
  }

  /** A fault without its grades. */
  private record Ungraded(
      String rule,
      String name,
      String unit,
      SeriesKind kind,
      long at,
      DoubleFunction<Plant> plant) {
    Fault graded(double... grades) {
      return new Fault(rule, name, unit, kind, at, plant, false, grades);
    }
  }

  private static Ungraded begun(
      String rule, String name, String unit, SeriesKind kind, DoubleFunction<Plant> plant) {
    return new Ungraded(rule, name, unit, kind, 0, plant);
  }

  private static Ungraded later(
      String rule, String name, String unit, SeriesKind kind, DoubleFunction<Plant> plant) {
    return new Ungraded(rule, name, unit, kind, ONSET, plant);
  }

  private static SeriesKind deep() {
    return falling("deep", Target.CLASSES);
  }

  private static Plant atChance(double learned) {
    return (s, since, noise) ->
        s.loss *= s.chance / s.level * (1 - learned * Math.min(1, since / 100.0));
  }

  private static Plant diverges(double growth) {
    return (s, since, noise) -> {
      if (since >= 0) {
        double times = Math.min(1e30, Math.pow(growth, since));
        s.loss *= times;
        s.gradient *= Math.sqrt(times);
        s.update *= Math.sqrt(times);
      }
    };
  }

  private static Plant spikes(double times, long every) {
    return (s, since, noise) -> {
      if (since >= 0 && since % every == 0) {
        s.loss *= times;
        s.gradient *= Math.sqrt(times);
      }
    };
  }

  /** A quadratic's error is kept up by noise; at 1 a step throws it to the opposite side. */
  private static Plant swings(double stable) {
    return (s, since, noise) -> {
      if (since >= 0) {
        double x = noise.normal();
        double above = s.level * x * x;
        s.loss = 0.2 * s.level + above;
        s.cosine = 1;
        s.gradient = Math.sqrt(2 * 2 * stable * above / s.rate);
        s.update = s.rate * s.gradient;
      }
    };
  }

  private static Plant overfits(double slope) {
    return (s, since, noise) -> {
      double epochs = Math.max(0.0, since) / s.epochSteps;
      s.validation *= 0.9 * s.start / s.level * Math.pow(1 + slope, epochs);
    };
  }

  /** Gradients fade or grow from the last layer to the first. */
  private static Plant layers(double factor, boolean weightsToo) {
    return (s, since, noise) -> {
      int last = s.gradients.length - 1;
      for (int i = 0; i <= last; i++) {
        s.gradients[i] = Math.pow(factor, last - i);
      }
      if (!weightsToo) {
        // Steps that follow the gradient do not move what has none.
        s.update = Math.min(s.update, s.rate * s.gradient);
      }
    };
  }

  private static Plant explodes(double factor) {
    return (s, since, noise) -> {
      for (int i = 1; i < s.outputs.length; i++) {
        s.outputs[i] = factor;
      }
    };
  }
}
