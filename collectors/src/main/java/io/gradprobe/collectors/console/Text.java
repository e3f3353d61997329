package io.gradprobe.collectors.console;

import java.util.Locale;

/**
 * Numbers and lines as the console shows them. ASCII only: nobody knows the terminal's encoding.
 */
final class Text {
  private Text() {}

  /** Four significant digits; {@code ?} where unknown. */
  static String number(double value) {
    if (Double.isNaN(value)) {
      return "?";
    }
    return String.format(Locale.ROOT, "%.4g", value);
  }

  /** The line, cut to the width with dots at its end where it is longer. */
  static String cut(String line, int width) {
    return line.length() <= width ? line : line.substring(0, width - 3) + "...";
  }

  /** The text, cut to the width with dots at its front where it is longer. */
  static String cutFront(String text, int width) {
    return text.length() <= width ? text : "..." + text.substring(text.length() - width + 3);
  }

  /** A count with its noun. */
  static String count(long n, String noun) {
    return n + " " + noun + (n == 1 ? "" : "s");
  }
}
