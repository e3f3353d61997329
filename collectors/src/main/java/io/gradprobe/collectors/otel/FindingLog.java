package io.gradprobe.collectors.otel;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.gradprobe.runtime.finding.Finding;
import io.opentelemetry.api.logs.LogRecordBuilder;
import io.opentelemetry.api.logs.Logger;
import io.opentelemetry.api.logs.Severity;
import io.opentelemetry.context.Context;

/** Findings and the events of a run's life as log records. */
final class FindingLog {
  private final Logger logger;

  FindingLog(Logger logger) {
    this.logger = logger;
  }

  /** A finding, within the context of the span that it belongs to. */
  void finding(Finding f, Context context, long time) {
    LogRecordBuilder entry =
        event("gradprobe.finding", f.run(), context, time)
            .setSeverity(severity(f))
            .setSeverityText(f.severity().name())
            .setBody(body(f))
            .setAttribute("gradprobe.rule", f.rule())
            .setAttribute("gradprobe.severity", f.severity().name())
            .setAttribute("gradprobe.step", f.step())
            .setAttribute("gradprobe.epoch", (long) f.epoch())
            .setAttribute("gradprobe.count", f.count());
    text(entry, "gradprobe.subject", f.subject());
    text(entry, "gradprobe.location", f.location());
    text(entry, "gradprobe.origin", f.origin());
    text(entry, "gradprobe.message", f.message());
    text(entry, "gradprobe.advice", f.advice());
    text(entry, "gradprobe.cause", f.cause());
    number(entry, "gradprobe.value", f.value());
    number(entry, "gradprobe.threshold", f.threshold());
    entry.emit();
  }

  /** A run has begun. */
  void started(String run, String body, Context context, long time) {
    event("gradprobe.run.started", run, context, time)
        .setSeverity(Severity.INFO)
        .setBody(body)
        .emit();
  }

  /** A run is alive. */
  void heartbeat(String run, long step, Context context, long time) {
    event("gradprobe.heartbeat", run, context, time)
        .setSeverity(Severity.INFO)
        .setBody("training goes on at step " + step)
        .setAttribute("gradprobe.step", step)
        .emit();
  }

  private LogRecordBuilder event(String name, String run, Context context, long time) {
    return logger
        .logRecordBuilder()
        .setEventName(name)
        .setContext(context)
        .setTimestamp(time, NANOSECONDS)
        .setAttribute("gradprobe.run", run);
  }

  private static Severity severity(Finding f) {
    return switch (f.severity()) {
      case INFO -> Severity.INFO;
      case WARNING -> Severity.WARN;
      case ERROR -> Severity.ERROR;
    };
  }

  private static String body(Finding f) {
    StringBuilder text = new StringBuilder(f.rule());
    if (!f.subject().isEmpty()) {
      text.append(" on ").append(f.subject());
    }
    text.append(": ").append(f.message());
    if (!f.advice().isEmpty()) {
      text.append(' ').append(f.advice());
    }
    return text.toString();
  }

  private static void text(LogRecordBuilder entry, String key, String value) {
    if (!value.isEmpty()) {
      entry.setAttribute(key, value);
    }
  }

  private static void number(LogRecordBuilder entry, String key, double value) {
    if (!Double.isNaN(value)) {
      entry.setAttribute(key, value);
    }
  }
}
