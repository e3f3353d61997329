package io.gradprobe.runtime.observe;

/**
 * A backward call, at its begin or end. At the end {@link #failure} tells whether the engine threw.
 * Filled anew for each call.
 */
public final class BackwardObservation {
  /** The run whose parameters the backward reaches. */
  public RunView run;

  /** Elements of the tensor that backward was called on; 1 for a scalar; 0 where unknown. */
  public long targetElements;

  /** Shape of that tensor; empty where unknown. */
  public String targetShape = "";

  /** Its value (the sum of its elements); NaN where not read, see {@link #lossRead}. */
  public double loss = Double.NaN;

  /** Whether {@link #loss} was read. */
  public boolean lossRead;

  /** Backwards since the last step, this one not counted. */
  public int backwardsSinceStep;

  /** Training forwards since the last backward on this thread that the engine recorded. */
  public int recordedForwards;

  /** Training forwards since the last backward on this thread that it did not record. */
  public int unrecordedForwards;

  /** Evaluation-mode forwards since the last backward on this thread that it recorded. */
  public int evaluationForwards;

  /** Path of the first mode-sensitive block of the model; empty where there is none. */
  public String modeSensitiveBlock = "";

  /**
   * At the begin: first parameter whose gradient a step has used, that nobody cleared, and that
   * memory shows not to be zero; -1 where there is none.
   */
  public int staleParameter = -1;

  /** How many parameters are stale in that way. */
  public int staleCount;

  /** Norm of the stale gradient; NaN where there is none. */
  public double staleNorm = Double.NaN;

  /** Whether this is the first backward that the run has seen. */
  public boolean first;

  /** Whether the target was made by a division or a multiplication by a number (an average). */
  public boolean targetScaled;

  /** Where the user called it; empty where not looked up. */
  public String location = "";

  /** At the end: what the engine threw; null where it returned. */
  public Throwable failure;
}
