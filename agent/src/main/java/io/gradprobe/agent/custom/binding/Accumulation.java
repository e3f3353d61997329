package io.gradprobe.agent.custom.binding;

import java.util.Locale;

/** What backward does with a gradient that is there already. */
public enum Accumulation {
  /** It adds to it: somebody must clear it between two steps. */
  ADDS,
  /** It assigns it, or clears it itself before it adds: nobody else need clear it. */
  OVERWRITES,
  /** Bytecode does not tell. */
  UNKNOWN;

  /** The name in binding files. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }
}
