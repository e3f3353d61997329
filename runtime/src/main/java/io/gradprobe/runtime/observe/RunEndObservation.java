package io.gradprobe.runtime.observe;

/** The run ends, or gradients that no step has used are thrown away for good. */
public final class RunEndObservation {
  /** The run. */
  public RunView run;

  /** Backwards since the last step. */
  public int backwardsSinceStep;

  /** Backwards of a usual step of this run; 0 where there was no step. */
  public int usualBackwards;

  /** Whether the parameters were ever written by an optimizer or a hand-written update. */
  public boolean everUpdated;
}
