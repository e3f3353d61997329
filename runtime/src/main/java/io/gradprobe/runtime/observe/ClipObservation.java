package io.gradprobe.runtime.observe;

/** Gradients were clipped or scaled by a call in the user's program. Filled anew for each call. */
public final class ClipObservation {
  /** What kind of call it was. */
  public enum Kind {
    /** An in-place operation changed the gradient itself. */
    IN_PLACE,
    /** A clipped copy was made; the gradient itself is unchanged. */
    COPY,
    /** A method whose name says that it clips read the gradient. */
    READ
  }

  /** The run. */
  public RunView run;

  /** The parameter whose gradient it was. */
  public int parameter;

  /** What was done. */
  public Kind kind = Kind.IN_PLACE;

  /** The limit where one is known; NaN otherwise. */
  public double limit = Double.NaN;

  /** Backwards since the last step. */
  public int backwardsSinceStep;

  /** Whether the parameter's gradient has been used by a step since the last backward. */
  public boolean afterStep;
}
