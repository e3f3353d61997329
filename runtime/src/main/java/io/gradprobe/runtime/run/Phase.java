package io.gradprobe.runtime.run;

/** The phases of training that are timed. */
public enum Phase {
  DATA,
  FORWARD,
  LOSS,
  BACKWARD,
  OPTIMIZER,
  EVALUATION;

  /** The name as events and spans show it. */
  public String label() {
    return name().toLowerCase(java.util.Locale.ROOT);
  }
}
