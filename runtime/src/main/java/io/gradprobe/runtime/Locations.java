package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.run.SourceLocator;

/** The user's lines of a run's latest calls, looked up only where somebody may need them. */
final class Locations {
  private final SourceLocator locator;
  private final String[] lines = new String[Where.values().length];

  Locations(SourceLocator locator) {
    this.locator = locator;
    java.util.Arrays.fill(lines, "");
  }

  /** Looks up the current line and keeps it. */
  String mark(Where where) {
    String line = locator.here();
    lines[where.ordinal()] = line;
    return line;
  }

  /** The line kept last; empty where there is none. */
  String last(Where where) {
    return lines[where.ordinal()];
  }

  /** Takes one call's line over for another. */
  void copy(Where from, Where to) {
    lines[to.ordinal()] = lines[from.ordinal()];
  }

  /** Keeps a line that was looked up before. */
  void set(Where where, String line) {
    lines[where.ordinal()] = line;
  }

  /** Forgets a line that no longer applies. */
  void forget(Where where) {
    lines[where.ordinal()] = "";
  }

  /** The line that a verdict is about. */
  String resolve(Where where) {
    return switch (where) {
      case HERE -> locator.here();
      case NOWHERE -> "";
      default -> lines[where.ordinal()];
    };
  }

  SourceLocator locator() {
    return locator;
  }
}
