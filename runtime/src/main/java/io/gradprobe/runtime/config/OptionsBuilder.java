package io.gradprobe.runtime.config;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Options while they are being put together: checks each value and keeps the old one if it is bad.
 */
final class OptionsBuilder {
  private static final Pattern CLASS_GLOB = Pattern.compile("[\\p{L}\\p{N}_$.*?-]+");
  private static final Pattern TAP = Pattern.compile("[^\\s:]+(:[0-9]+)?");

  private final Path workingDirectory;
  private final Consumer<String> problems;
  private final boolean running;
  private final RuleSettings rules;

  private boolean enabled;
  private Options.Profile profile;
  private double budget;
  private List<Path> bindings;
  private List<String> taps;
  private List<String> include;
  private List<String> exclude;
  private Options.OnError onError;
  private Path record;
  private Path report;
  private Options.Otel otel;
  private Options.Console console;

  /**
   * @param base what holds where nothing is set or a value is bad
   * @param running whether the base is in use already, rather than the defaults
   */
  OptionsBuilder(
      Options base,
      boolean running,
      KnownRules known,
      Path workingDirectory,
      Consumer<String> problems) {
    this.running = running;
    this.workingDirectory = workingDirectory;
    this.problems = problems;
    rules = new RuleSettings(base, known, problems);
    enabled = base.enabled();
    profile = base.profile();
    budget = base.budget();
    bindings = base.bindings();
    taps = base.taps();
    include = base.include();
    exclude = base.exclude();
    onError = base.onError();
    record = base.record();
    report = base.report();
    otel = base.otel();
    console = base.console();
  }

  /** Takes one setting over. */
  void set(Setting setting) {
    OptionKey key = OptionKey.named(setting.key());
    if (key == null) {
      rules.set(setting);
      return;
    }
    switch (key) {
      case ENABLED -> enabled = bool(setting, enabled);
      case PROFILE -> profile = constant(setting, Options.Profile.class, profile);
      case BUDGET -> budget = percent(setting, budget);
      case RULES -> rules.choose(setting);
      case BINDINGS -> bindings = files(setting);
      case TAPS -> taps = list(setting, TAP, "a block glob or a source place such as Loss.java:42");
      case INCLUDE -> include = list(setting, CLASS_GLOB, "a class-name glob such as my.app.*");
      case EXCLUDE -> exclude = list(setting, CLASS_GLOB, "a class-name glob such as my.app.*");
      case ON_ERROR -> onError = constant(setting, Options.OnError.class, onError);
      case RECORD -> record = path(setting, record);
      case REPORT -> report = path(setting, report);
      case OTEL -> otel = constant(setting, Options.Otel.class, otel);
      case CONSOLE -> console = constant(setting, Options.Console.class, console);
      case CONFIG, RULE -> throw new IllegalArgumentException(setting.key());
    }
  }

  Options build() {
    return new Options(
        enabled,
        profile,
        budget,
        rules.on,
        rules.off,
        rules.thresholds,
        rules.enabled,
        bindings,
        taps,
        include,
        exclude,
        onError,
        record,
        report,
        otel,
        console);
  }

  private boolean bool(Setting setting, boolean old) {
    Boolean value = Values.bool(setting.value());
    if (value == null) {
      bad(setting, "one of true, false", Boolean.toString(old));
      return old;
    }
    return value;
  }

  private <E extends Enum<E>> E constant(Setting setting, Class<E> type, E old) {
    E value = Values.constant(type, setting.value());
    if (value == null) {
      List<String> legal = Values.texts(type);
      String nearest = setting.value().isEmpty() ? "" : Nearest.of(setting.value(), legal);
      String hint = nearest.isEmpty() ? "" : " (the nearest is " + nearest + ")";
      bad(setting, "one of " + String.join(", ", legal) + hint, Values.text(old));
      return old;
    }
    return value;
  }

  private double percent(Setting setting, double old) {
    String text = setting.value();
    boolean sign = text.endsWith("%");
    double value = Values.number(sign ? text.substring(0, text.length() - 1).trim() : text);
    if (!(value >= 0 && value <= 100)) {
      bad(setting, "a percentage from 0 to 100", Values.text(old));
      return old;
    }
    return value;
  }

  private Path path(Setting setting, Path old) {
    try {
      if (!setting.value().isEmpty()) {
        return workingDirectory.resolve(setting.value());
      }
    } catch (InvalidPathException e) {
      // Said below, as for an empty value.
    }
    bad(setting, "a path", old == null ? "none" : old.toString());
    return old;
  }

  private List<Path> files(Setting setting) {
    List<Path> files = new ArrayList<>();
    for (String item : setting.value().split("[;" + Pattern.quote(File.pathSeparator) + "]")) {
      if (item.isBlank()) {
        continue;
      }
      try {
        Path file = workingDirectory.resolve(item.trim());
        if (Files.isRegularFile(file) && Files.isReadable(file)) {
          files.add(file);
          continue;
        }
      } catch (InvalidPathException e) {
        // Said below, as for a file that is not there.
      }
      problems.accept(
          setting.name() + ": '" + item.trim() + "' is not a readable file; going on without it");
    }
    return files;
  }

  private List<String> list(Setting setting, Pattern legal, String meaning) {
    List<String> items = new ArrayList<>();
    for (String item : Values.items(setting.value())) {
      if (legal.matcher(item).matches()) {
        items.add(item);
      } else {
        problems.accept(setting.name() + ": '" + item + "' is not " + meaning + "; ignored");
      }
    }
    return items;
  }

  private void bad(Setting setting, String legal, String old) {
    problems.accept(
        setting.name()
            + ": '"
            + setting.value()
            + "' is not "
            + legal
            + (running ? "; keeping " : "; using the default ")
            + old);
  }
}
