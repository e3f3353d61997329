package io.gradprobe.collectors.cli;

import java.util.List;

/** The agent's options as the help shows them. */
final class OptionTable {
  /**
   * One option.
   *
   * @param key its name
   * @param byDefault what holds where it is not set
   * @param meaning what it does
   * @param later whether this version takes it but does not act on it yet
   */
  record Row(String key, String byDefault, String meaning, boolean later) {}

  static final List<Row> ROWS =
      List.of(
          row("enabled", "true", "false: the agent loads and weaves nothing"),
          row("config", "none", "a properties file with any of these keys"),
          row(
              "profile",
              "watch",
              "watch (adaptive, for production), debug (every step, every rule),"
                  + " protocol (ordering rules only)"),
          row("budget", "2", "percent of training time that watch may spend"),
          row("rules", "all", "list of rules; -id switches one off: rules=-dead-relu;-update-ratio"),
          row("rule.<id>.<name>", "see 'rules'", "one threshold of one rule"),
          later("bindings", "none", "binding files for a custom autograd"),
          later("taps", "none", "block globs or source places whose gradients are recorded"),
          later("include", "all", "class-name globs: only these application classes are woven"),
          later("exclude", "none", "class-name globs: these application classes are not woven"),
          row(
              "on-error",
              "report",
              "what an ERROR finding does: report, skip-step (no optimizer step with"
                  + " non-finite gradients), stop (throw out of the training loop)"),
          row("record", "none", "path of a JFR recording, started now and written at exit"),
          later("report", "none", "path of an HTML report (implies a recording)"),
          row("otel", "auto", "OpenTelemetry: auto (on when OTEL_* is set), on, off"),
          row(
              "console",
              "findings",
              "on stderr: off, findings (and a summary at exit), progress (also a live line)"));

  private OptionTable() {}

  private static Row row(String key, String byDefault, String meaning) {
    return new Row(key, byDefault, meaning, false);
  }

  private static Row later(String key, String byDefault, String meaning) {
    return new Row(key, byDefault, meaning, true);
  }
}
