package io.gradprobe.runtime.config;

import java.util.ArrayList;
import java.util.List;

/**
 * The keys that a user may set: the one source of their names, defaults and meanings. The
 * thresholds of rules share the last entry, whose key is a pattern.
 */
public enum OptionKey {
  /** Whether anything is watched at all. */
  ENABLED("enabled", "true", Form.ONE, true, "false: the agent loads and weaves nothing"),
  /** A file with further settings. */
  CONFIG("config", "none", Form.PATH, false, "a properties file with any of these keys"),
  /** How much is watched. */
  PROFILE(
      "profile",
      "watch",
      Form.ONE,
      true,
      "watch (adaptive, for production), debug (every step, every rule) or protocol (order of"
          + " calls only)"),
  /** What watching may cost. */
  BUDGET(
      "budget",
      "2",
      Form.ONE,
      true,
      "percent of training time that watch may spend; sampling adapts to hold it"),
  /** Which rules run. */
  RULES(
      "rules", "all", Form.LIST, true, "rules to run, joined by semicolons; -id switches one off"),
  /** Binding files. */
  BINDINGS(
      "bindings",
      "none",
      Form.PATHS,
      false,
      true,
      "binding files for a custom autograd, joined by the path separator"),
  /** Whose results' gradients are recorded. */
  TAPS(
      "taps",
      "none",
      Form.LIST,
      true,
      "block globs (*Linear) whose outputs' gradients are recorded"),
  /** Classes that are woven. */
  INCLUDE(
      "include", "all", Form.LIST, false, "class-name globs of the application classes to weave"),
  /** Classes that are not woven. */
  EXCLUDE(
      "exclude",
      "none",
      Form.LIST,
      false,
      "class-name globs of the application classes to leave alone"),
  /** What an ERROR finding does. */
  ON_ERROR(
      "on-error",
      "report",
      Form.ONE,
      false,
      "what an ERROR finding does: report, skip-step (a step that would apply non-finite gradients"
          + " is skipped) or stop (throw out of the training loop)"),
  /** Where the recording goes. */
  RECORD(
      "record",
      "none",
      Form.PATH,
      false,
      "path of a JFR recording that the agent starts and dumps at exit"),
  /** Where the report goes. */
  REPORT(
      "report",
      "none",
      Form.PATH,
      false,
      true,
      "path of an HTML report written at exit (implies a recording)"),
  /** Whether OpenTelemetry is used. */
  OTEL(
      "otel",
      "auto",
      Form.ONE,
      false,
      "auto (on when an OTEL_* exporter or endpoint setting is present), on or off"),
  /** What is shown on stderr. */
  CONSOLE(
      "console",
      "findings",
      Form.ONE,
      false,
      "off, findings (a line when something is found, a summary at exit) or progress (also a live"
          + " status line)"),
  /** The thresholds and switches of single rules. */
  RULE(
      "rule.<id>.<name>",
      "see the rule",
      Form.ONE,
      true,
      "one threshold of one rule, or enabled=true|false for the rule itself");

  /** What a value looks like. */
  enum Form {
    ONE,
    LIST,
    PATH,
    PATHS
  }

  private final String key;
  private final String defaultText;
  private final Form form;
  private final boolean live;
  private final boolean later;
  private final String meaning;

  OptionKey(String key, String defaultText, Form form, boolean live, String meaning) {
    this(key, defaultText, form, live, false, meaning);
  }

  OptionKey(
      String key, String defaultText, Form form, boolean live, boolean later, String meaning) {
    this.key = key;
    this.defaultText = defaultText;
    this.form = form;
    this.live = live;
    this.later = later;
    this.meaning = meaning;
  }

  /** The name, as in {@code key=value}. */
  public String key() {
    return key;
  }

  /** The default, as a user would write it; {@code none} and {@code all} stand for no value. */
  public String defaultText() {
    return defaultText;
  }

  /** One phrase: what the key does. */
  public String meaning() {
    return meaning;
  }

  /** Whether the value is checked but has no effect in this version. */
  public boolean laterIssue() {
    return later;
  }

  /** Whether the value can be changed while the program runs. */
  public boolean changesLive() {
    return live;
  }

  /** Whether several values may stand in one setting. */
  boolean isList() {
    return form == Form.LIST || form == Form.PATHS;
  }

  /** The entry with that exact key; null where there is none. Rules' thresholds have no entry. */
  static OptionKey named(String key) {
    for (OptionKey option : values()) {
      if (option != RULE && option.key.equals(key)) {
        return option;
      }
    }
    return null;
  }

  /** All keys but the pattern of thresholds. */
  static List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (OptionKey option : values()) {
      if (option != RULE) {
        keys.add(option.key);
      }
    }
    return keys;
  }
}
