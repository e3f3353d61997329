package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.finding.Severity;
import java.util.Locale;

/** Prints tables of alarms. */
final class AlarmReport {
  private AlarmReport() {}

  static void line(String format, Object... values) {
    System.out.println(String.format(Locale.ROOT, format, values));
  }

  /** One line a rule that raised an alarm, and what the others did. */
  static void table(String title, Tally tally, int rulesInAll) {
    line("%n%s: %d runs, %,d steps", title, tally.runs(), tally.steps());
    line(
        "  %-32s %9s %9s %9s %12s %12s",
        "alarms per 10,000 steps", "ERROR", "WARNING", "INFO", "runs with it", "most in one");
    for (String rule : tally.rules()) {
      line(
          "  %-32s %9.4f %9.4f %9.4f %12d %12d",
          rule,
          tally.rate(rule, Severity.ERROR),
          tally.rate(rule, Severity.WARNING),
          tally.rate(rule, Severity.INFO),
          tally.runsWith(rule),
          tally.mostInOneRun(rule));
    }
    line("  %d other rules: none", rulesInAll - tally.rules().size());
    // With no alarm in n steps the rate is below 3/n with 95 % confidence.
    line(
        "  in all: %d ERROR, %d WARNING, %d INFO%s",
        tally.count(Severity.ERROR),
        tally.count(Severity.WARNING),
        tally.count(Severity.INFO),
        tally.count(Severity.ERROR) + tally.count(Severity.WARNING) > 0
            ? ""
            : String.format(
                Locale.ROOT,
                "; ERROR and WARNING below %.4f per 10,000 steps (95 %%)",
                3e4 / tally.steps()));
  }

  /** Where an alarm came from, so that it can be looked into. */
  static void alarm(String where, Alarm alarm) {
    line(
        "  ! %s: %s %s [%s] step %d%s: %s",
        where,
        alarm.severity(),
        alarm.rule(),
        alarm.subject(),
        alarm.step(),
        alarm.cause().isEmpty() ? "" : " (after " + alarm.cause() + ")",
        alarm.message());
  }
}
