package io.gradprobe.runtime.observe;

import io.gradprobe.runtime.tensor.TensorStats;

/** An outermost forward call of the run's model, at its end. Filled anew for each call. */
public final class ForwardObservation {
  /** The run. */
  public RunView run;

  /** Name of the block that was called, as the user knows it. */
  public String block = "";

  /** Whether it was called in training mode. */
  public boolean training;

  /** Whether the engine records operations for a later backward on this thread. */
  public boolean recording;

  /** Path of the first block that behaves otherwise in training; empty where there is none. */
  public String modeSensitiveBlock = "";

  /** Whether the called block has parameters that require a gradient. */
  public boolean trainable;

  /** Backwards on any run of this thread since this thread's last outermost forward of this run. */
  public int backwardsSinceForward;

  /** Whether the framework's own evaluation routine made the call. */
  public boolean evaluationRoutine;

  /** Name of the input that is not finite; empty where all are finite or none was read. */
  public String nonFiniteInput = "";

  /** Statistics of that input; null where {@link #nonFiniteInput} is empty. */
  public TensorStats input;
}
