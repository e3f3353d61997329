package io.gradprobe.runtime.run;

/** What the protocol knows of a parameter's gradient. */
public enum GradientState {
  /** Nothing is known: before the first backward, or after a write that calls can't explain. */
  UNKNOWN,
  /** Cleared, and no backward since. */
  CLEARED,
  /** One or more backwards have added to it since it was cleared or used. */
  ACCUMULATED,
  /** An optimizer step has used it and nobody has cleared it since. */
  CONSUMED
}
