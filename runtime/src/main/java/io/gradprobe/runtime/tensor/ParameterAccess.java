package io.gradprobe.runtime.tensor;

/**
 * How a framework's package reads one parameter. Calls come on the training thread, never allocate
 * native memory that outlives the call, and never throw.
 */
public interface ParameterAccess {

  /** Reads the gradient in one pass; {@link ReadOutcome#ABSENT} where the engine has none. */
  ReadOutcome readGradient(TensorStats into);

  /**
   * The sum of the gradient's squares, the cheapest check that there is: not finite exactly where
   * some element is not (or the true sum is beyond double's range); 0 where all are zero; -1 where
   * the engine has no gradient or it can't be read.
   */
  double gradientSquares();

  /** Reads the parameter's value in one pass. */
  ReadOutcome readValue(TensorStats into);

  /**
   * Copies an evenly spaced sample of the parameter's elements.
   *
   * @return the number of elements copied, at most {@code into.length}; 0 where unreadable
   */
  int sampleValue(double[] into);

  /**
   * Copies the gradient at the same elements that {@link #sampleValue} takes.
   *
   * @return the number of elements copied; 0 where there is none
   */
  int sampleGradient(double[] into);

  /**
   * Whether the value (or the gradient) has at least two rows of at least two elements, split along
   * its first axis, and all rows are the same bits. False where unreadable.
   */
  boolean rowsEqual(boolean ofGradient);

  /**
   * Counts the finite elements of the value (or the gradient) in equal intervals.
   *
   * @param min lower edge of the first interval
   * @param max upper edge of the last one, greater than {@code min}
   * @param counts one for each interval; set anew
   * @return whether it could be read
   */
  boolean histogram(boolean ofGradient, double min, double max, long[] counts);

  /** A fingerprint of all bits of the value: equal where no element changed; 0 where unreadable. */
  long fingerprint();

  /** Whether the parameter is trainable now (requires a gradient, not frozen). */
  boolean trainable();

  /** Sets the gradient to zero by a means that clears NaN too. Used by {@code skip-step} only. */
  void clearGradient();

  /** Whether the tensor has been released for good. */
  boolean released();
}
