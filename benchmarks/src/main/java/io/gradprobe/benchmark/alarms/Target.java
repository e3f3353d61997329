package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.run.LossInfo;

/** What a loss compares predictions with. */
enum Target {
  /** One of the three next, by chance. */
  ANY,
  /** Classes, by softmax and cross-entropy. */
  CLASSES,
  /** Yes or no, by sigmoid and cross-entropy. */
  BINARY,
  /** Numbers, by squared error. */
  SQUARED,
  /** A discriminator's: real in one batch, fake in the next. */
  REAL_OR_FAKE,
  /** A generator's: all shall be real. */
  ALL_REAL,
  /** Unknown to gradprobe: no labels, any sign. */
  OPEN;

  /** This one, or for {@link #ANY} one by chance. */
  Target drawn(Noise noise) {
    return this != ANY
        ? this
        : switch (noise.below(4)) {
          case 0, 1 -> CLASSES;
          case 2 -> BINARY;
          default -> SQUARED;
        };
  }

  boolean hasClasses() {
    return this == CLASSES || this == BINARY || this == REAL_OR_FAKE || this == ALL_REAL;
  }

  /** Where the loss of an untrained model is. */
  double start(int classes, Noise noise) {
    return switch (this) {
      case CLASSES -> Math.log(classes) * noise.between(1, 1.4);
      case BINARY, REAL_OR_FAKE, ALL_REAL -> Math.log(2) * noise.between(1, 1.4);
      case SQUARED -> noise.logBetween(0.1, 1e6);
      default -> noise.between(0.5, 5);
    };
  }

  LossInfo info(int classes) {
    return switch (this) {
      case CLASSES ->
          new LossInfo(
              "SoftmaxCrossEntropyLoss", LossInfo.Kind.SOFTMAX, classes, classes, true, true);
      case BINARY, REAL_OR_FAKE, ALL_REAL ->
          new LossInfo("SigmoidBinaryCrossEntropyLoss", LossInfo.Kind.BINARY, -1, 1, true, true);
      case SQUARED -> new LossInfo("L2Loss", LossInfo.Kind.SQUARED, -1, 1, true, true);
      default -> LossInfo.UNKNOWN;
    };
  }
}
