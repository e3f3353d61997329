package io.gradprobe.collectors.jfr;

import io.gradprobe.runtime.config.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TreeMap;
import java.util.TreeSet;

/** The options in force as one line, as a user would write them. */
final class OptionsText {
  private OptionsText() {}

  static String of(Options options) {
    List<String> parts = new ArrayList<>();
    parts.add("profile=" + word(options.profile()));
    parts.add("budget=" + options.budget());
    List<String> rules = new ArrayList<>(new TreeSet<>(options.rulesOn()));
    new TreeSet<>(options.rulesOff()).forEach(rule -> rules.add("-" + rule));
    if (!rules.isEmpty()) {
      parts.add("rules=" + String.join(";", rules));
    }
    new TreeMap<>(options.ruleEnabled())
        .forEach((rule, on) -> parts.add("rule." + rule + ".enabled=" + on));
    new TreeMap<>(options.thresholds())
        .forEach(
            (rule, values) ->
                new TreeMap<>(values)
                    .forEach(
                        (name, value) -> parts.add("rule." + rule + "." + name + "=" + value)));
    parts.add("on-error=" + word(options.onError()));
    return String.join(",", parts);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }
}
