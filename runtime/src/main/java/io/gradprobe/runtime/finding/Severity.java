package io.gradprobe.runtime.finding;

/** How bad a finding is, in rising order. */
public enum Severity {
  /** Worth knowing; training is not harmed by it alone. */
  INFO,
  /** Training very probably suffers. */
  WARNING,
  /** Training is provably broken. */
  ERROR
}
