package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.UserCode;
import io.gradprobe.runtime.run.SourceLocator;
import java.util.List;

/**
 * Finds the user's line of a signal: of a hooked method, the line outside that calls it; of a point
 * inside a method, its own.
 */
final class Lines implements SourceLocator {
  private static final UserCode USER = new UserCode(List.of());

  private volatile Site site;
  private volatile String fixed = "";

  /** The signals that follow come from here; null for none. */
  void stand(Site at) {
    site = at;
  }

  /** What is told now is about this line, wherever it is found out; empty for where it is. */
  void fix(String line) {
    fixed = line;
  }

  @Override
  public String here() {
    if (!fixed.isEmpty()) {
      return fixed;
    }
    Site at = site;
    if (at == null) {
      return USER.here();
    }
    return at.line().isEmpty() ? USER.hereOutside(at.className(), at.method()) : at.line();
  }

  @Override
  public String methodNamed(String... parts) {
    return USER.methodNamed(parts);
  }
}
