package io.gradprobe.runtime.run;

/**
 * What is known of the loss that a run is trained with.
 *
 * @param name simple class name, or the operations seen where the loss is the user's own; empty
 *     where nothing is known
 * @param kind what it computes
 * @param classes for {@link Kind#SOFTMAX} the number of classes; -1 where unknown
 * @param outputs elements of the prediction for one sample; -1 where unknown
 * @param nonNegative whether it cannot legally be negative
 * @param certain whether the framework's own class says so, rather than the operations seen
 */
public record LossInfo(
    String name, Kind kind, int classes, int outputs, boolean nonNegative, boolean certain) {

  /** Nothing is known. */
  public static final LossInfo UNKNOWN = new LossInfo("", Kind.OTHER, -1, -1, false, false);

  /** Kinds of losses. */
  public enum Kind {
    /** Cross-entropy over a softmax: an untrained model gives the logarithm of the classes. */
    SOFTMAX,
    /** Cross-entropy over a sigmoid: an untrained model gives log 2 = 0.693. */
    BINARY,
    /** Squared errors. */
    SQUARED,
    /** Absolute errors. */
    ABSOLUTE,
    /** Hinge. */
    HINGE,
    /** Any other, or unknown. */
    OTHER
  }

  /** What a model that knows nothing gives, in nats a sample; NaN where the kind does not say. */
  public double chance() {
    return switch (kind) {
      case SOFTMAX -> classes > 1 ? Math.log(classes) : Double.NaN;
      case BINARY -> Math.log(2);
      default -> Double.NaN;
    };
  }
}
