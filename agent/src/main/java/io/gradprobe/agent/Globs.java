package io.gradprobe.agent;

import java.util.List;
import java.util.regex.Pattern;

/** Names given by patterns in which {@code *} stands for any text and {@code ?} for one letter. */
public final class Globs {
  private final List<Pattern> patterns;

  /**
   * @param globs the patterns; a name need match only one of them
   */
  public Globs(List<String> globs) {
    patterns = globs.stream().map(Globs::pattern).toList();
  }

  /** Whether there are no patterns. */
  public boolean isEmpty() {
    return patterns.isEmpty();
  }

  /** Whether a name matches one of the patterns as a whole. */
  public boolean match(String name) {
    for (Pattern pattern : patterns) {
      if (pattern.matcher(name).matches()) {
        return true;
      }
    }
    return false;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Globs globs && toString().equals(globs.toString());
  }

  @Override
  public int hashCode() {
    return toString().hashCode();
  }

  @Override
  public String toString() {
    return patterns.toString();
  }

  private static Pattern pattern(String glob) {
    StringBuilder regex = new StringBuilder();
    for (char c : glob.toCharArray()) {
      regex.append(c == '*' ? ".*" : c == '?' ? "." : Pattern.quote(String.valueOf(c)));
    }
    return Pattern.compile(regex.toString());
  }
}
