package io.gradprobe.runtime.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** How single values are written. */
final class Values {
  private Values() {}

  /** The parts of a list joined by semicolons or commas, without empty ones. */
  static List<String> items(String value) {
    List<String> items = new ArrayList<>();
    for (String part : value.split("[;,]")) {
      if (!part.isBlank()) {
        items.add(part.trim());
      }
    }
    return items;
  }

  /** The value of {@code true} or {@code false}; null for anything else. */
  static Boolean bool(String value) {
    return value.equalsIgnoreCase("true")
        ? Boolean.TRUE
        : value.equalsIgnoreCase("false") ? Boolean.FALSE : null;
  }

  /** A finite decimal number; NaN for anything else. */
  static double number(String value) {
    if (!value.matches("[-+]?(\\d+\\.?\\d*|\\.\\d+)([eE][-+]?\\d+)?")) {
      return Double.NaN;
    }
    double number = Double.parseDouble(value);
    return Double.isFinite(number) ? number : Double.NaN;
  }

  /** A number as a user would write it. */
  static String text(double number) {
    boolean whole = number == Math.rint(number) && Math.abs(number) < 1e7;
    return whole ? Long.toString((long) number) : Double.toString(number);
  }

  /** A constant as a user would write it. */
  static String text(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The constant that a value names; null where there is none. */
  static <E extends Enum<E>> E constant(Class<E> type, String value) {
    for (E constant : type.getEnumConstants()) {
      if (text(constant).equalsIgnoreCase(value)) {
        return constant;
      }
    }
    return null;
  }

  /** How the constants of a type are written. */
  static <E extends Enum<E>> List<String> texts(Class<E> type) {
    List<String> texts = new ArrayList<>();
    for (E constant : type.getEnumConstants()) {
      texts.add(text(constant));
    }
    return texts;
  }
}
