package io.gradprobe.runtime.observe;

/** A parameter's value was changed by something that is not an optimizer step. */
public final class WriteObservation {
  /** The run. */
  public RunView run;

  /** The parameter. */
  public int parameter;

  /** The operation, such as {@code muli}; empty where only memory shows the change. */
  public String operation = "";

  /** Whether the parameter is frozen. */
  public boolean frozen;

  /** Whether the parameter's updates come from an optimizer, not from the user's own code. */
  public boolean optimizerManaged;

  /** Writes of this kind to this parameter so far, this one counted. */
  public long writes;

  /** Whether the run has completed a step or a backward yet (before that, writes initialise). */
  public boolean trainingBegun;

  /** Whether the new value is not finite although the old one was. */
  public boolean madeNonFinite;
}
