package io.gradprobe.agent.custom.discover;

/** How sure discovery is of a binding. */
public enum Sureness {
  /** Sure enough to work with no binding file. */
  CERTAIN,
  /** Very probable; wants a look by somebody who knows the program. */
  LIKELY,
  /** It has the form of training, and the form of other things too. */
  POSSIBLE
}
