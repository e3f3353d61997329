package io.gradprobe.runtime.observe;

import io.gradprobe.runtime.run.GradientState;
import io.gradprobe.runtime.tensor.TensorStats;

/** What a rule may know of one parameter at the moment of an observation. */
public interface ParameterView {
  /** The name that the framework's user knows. */
  String name();

  /** Whether it requires a gradient now. */
  boolean trainable();

  /** Whether a training forward used it since the last step; true where that can't be known. */
  boolean usedInForward();

  /** What the protocol knows of its gradient. */
  GradientState gradientState();

  /** Backwards that added to the gradient since it was cleared or used. */
  int accumulated();

  /** Whether a step or a hand-written update has written it since the last step's end. */
  boolean updated();

  /** Whether the optimizer or a hand-written update has ever written it. */
  boolean everUpdated();

  /**
   * The gradient as measured for this observation; null where it was not measured or the engine has
   * none (see {@link #gradientAbsent()}). Valid during the observation only.
   */
  TensorStats gradient();

  /** Whether the gradient was looked for and the engine has none. */
  boolean gradientAbsent();
}
