package io.gradprobe.agent;

import java.util.ArrayList;
import java.util.List;

/**
 * Places in the user's source whose results are tapped: lines such as {@code Loss.java:42}, and
 * methods such as {@code my.Loss.evaluate}, in which {@code *} and {@code ?} stand for others.
 */
public final class TapPlaces {
  private final List<String> lines = new ArrayList<>();
  private final Globs methods;

  /**
   * @param taps as the option has them; globs of blocks among them are none of these
   */
  public TapPlaces(List<String> taps) {
    List<String> named = new ArrayList<>();
    for (String tap : taps) {
      if (isLine(tap)) {
        lines.add(tap);
      } else if (isPlace(tap)) {
        named.add(tap);
      }
    }
    methods = new Globs(named);
  }

  /** Whether a tap is a place in the source rather than a glob of blocks. */
  public static boolean isPlace(String tap) {
    return isLine(tap) || tap.indexOf('.') >= 0;
  }

  private static boolean isLine(String tap) {
    return tap.indexOf(':') >= 0;
  }

  /** Whether there are none. */
  public boolean isEmpty() {
    return lines.isEmpty() && methods.isEmpty();
  }

  /**
   * Whether results at a line are tapped.
   *
   * @param file null where the class does not tell
   */
  public boolean hasLine(String file, int line) {
    return !lines.isEmpty() && file != null && lines.contains(file + ":" + line);
  }

  /** Whether the results of a method are tapped. */
  public boolean hasMethod(String className, String method) {
    return !methods.isEmpty() && methods.match(className + "." + method);
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof TapPlaces places
        && lines.equals(places.lines)
        && methods.equals(places.methods);
  }

  @Override
  public int hashCode() {
    return lines.hashCode();
  }
}
