package io.gradprobe.collectors.cli;

import java.util.Iterator;
import java.util.List;
import java.util.Map;

/** Writes strings, numbers, lists and maps as JSON. What JSON has no number for becomes null. */
final class Json {
  private Json() {}

  /** The JSON text of a value; a list's items stand on lines of their own. */
  static String lines(List<? extends Map<String, ?>> items) {
    StringBuilder text = new StringBuilder("[");
    for (Iterator<? extends Map<String, ?>> i = items.iterator(); i.hasNext(); ) {
      text.append("\n  ");
      object(text, i.next());
      text.append(i.hasNext() ? "," : "\n");
    }
    return text.append(']').toString();
  }

  private static void object(StringBuilder text, Map<String, ?> fields) {
    String separator = "{";
    for (Map.Entry<String, ?> field : fields.entrySet()) {
      text.append(separator);
      string(text, field.getKey());
      text.append(": ");
      value(text, field.getValue());
      separator = ", ";
    }
    text.append(fields.isEmpty() ? "{}" : "}");
  }

  private static void value(StringBuilder text, Object value) {
    if (value instanceof String s) {
      string(text, s);
    } else if (value instanceof Double d && !Double.isFinite(d)) {
      text.append("null");
    } else {
      text.append(value);
    }
  }

  static void string(StringBuilder text, String value) {
    text.append('"');
    for (int i = 0; i < value.length(); i++) {
      char c = value.charAt(i);
      switch (c) {
        case '"' -> text.append("\\\"");
        case '\\' -> text.append("\\\\");
        case '\n' -> text.append("\\n");
        case '\r' -> text.append("\\r");
        case '\t' -> text.append("\\t");
        default -> {
          // Beyond ASCII too: what reads our output need not share our terminal's encoding.
          if (c < 0x20 || c > 0x7e) {
            text.append(String.format("\\u%04x", (int) c));
          } else {
            text.append(c);
          }
        }
      }
    }
    text.append('"');
  }
}
