package io.gradprobe.agent.custom.binding;

import java.util.List;

/**
 * One thing of the list after a role.
 *
 * @param text as written
 * @param path the members; empty for {@code none}
 * @param line where it stands
 */
record Item(String text, List<MemberPattern> path, int line) {
  /** Stands for a gradient that is not stored. */
  static final String NONE = "none";

  boolean isNone() {
    return path.isEmpty();
  }
}
