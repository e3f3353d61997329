package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.finding.Severity;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what {@code findings --json} prints: one object a line. */
final class FindingLines {
  private FindingLines() {}

  /** The findings; lines that are no objects are passed over. */
  static List<Alarm> parse(String json) {
    List<Alarm> alarms = new ArrayList<>();
    for (String line : json.split("\n")) {
      if (line.contains("\"rule\"")) {
        alarms.add(
            new Alarm(
                text(line, "rule"),
                text(line, "subject"),
                Severity.valueOf(text(line, "severity")),
                Long.parseLong(number(line, "step")),
                text(line, "message"),
                text(line, "cause")));
      }
    }
    return alarms;
  }

  private static String text(String line, String field) {
    return find(line, "\"" + field + "\" *: *\"((?:[^\"\\\\]|\\\\.)*)\"");
  }

  private static String number(String line, String field) {
    return find(line, "\"" + field + "\" *: *(-?\\d+)");
  }

  private static String find(String line, String pattern) {
    Matcher matcher = Pattern.compile(pattern).matcher(line);
    if (!matcher.find()) {
      throw new IllegalArgumentException("no such field in " + line);
    }
    return matcher.group(1);
  }
}
