package io.gradprobe.demo.testing;

import java.util.regex.Matcher;
import java.util.regex.Pattern;
import jdk.jfr.consumer.RecordedEvent;

/** A finding as a recording holds it. Its fields bear the public names. */
public record Found(
    String rule,
    String severity,
    String run,
    long step,
    int epoch,
    String subject,
    String location,
    String origin,
    double value,
    double threshold,
    String message,
    String advice,
    long count,
    String cause) {
  private static final Pattern LINE = Pattern.compile("\\((\\w+\\.java):(\\d+)\\)$");

  static Found of(RecordedEvent event) {
    return new Found(
        event.getString("rule"),
        event.getString("severity"),
        event.getString("run"),
        event.getLong("step"),
        event.getInt("epoch"),
        event.getString("subject"),
        event.getString("location"),
        event.getString("origin"),
        event.getDouble("value"),
        event.getDouble("threshold"),
        event.getString("message"),
        event.getString("advice"),
        event.getLong("count"),
        event.getString("cause"));
  }

  /** Whether it is more than information. */
  public boolean isLoud() {
    return !severity.equals("INFO");
  }

  /** File and line of its location, such as {@code Loss.java:17}; empty where it has none. */
  public String place() {
    Matcher matcher = LINE.matcher(location);
    return matcher.find() ? matcher.group(1) + ":" + matcher.group(2) : "";
  }

  /** Rule, subject and place, in one line: what is the same from run to run. */
  public String essence() {
    return rule + " on " + subject + " at " + place();
  }
}
