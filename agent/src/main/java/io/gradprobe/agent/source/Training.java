package io.gradprobe.agent.source;

/** How a method trains. */
public enum Training {
  /** Not at all. */
  NONE,
  /** One backward, or a few one after the other. */
  ONCE,
  /** In a loop of its own. */
  LOOPS
}
