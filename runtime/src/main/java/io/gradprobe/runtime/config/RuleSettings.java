package io.gradprobe.runtime.config;

import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** The part of the options that speaks of rules, while it is being put together. */
final class RuleSettings {
  /** How the keys of single rules begin. */
  static final String PREFIX = "rule.";

  private final KnownRules known;
  private final Consumer<String> problems;

  Set<String> on;
  Set<String> off;
  final Map<String, Map<String, Double>> thresholds = new HashMap<>();
  final Map<String, Boolean> enabled;

  RuleSettings(Options base, KnownRules known, Consumer<String> problems) {
    this.known = known;
    this.problems = problems;
    on = base.rulesOn();
    off = base.rulesOff();
    base.thresholds().forEach((id, values) -> thresholds.put(id, new HashMap<>(values)));
    enabled = new HashMap<>(base.ruleEnabled());
  }

  /** Takes {@code rules=a;-b}. It replaces what was chosen before. */
  void choose(Setting setting) {
    on = new LinkedHashSet<>();
    off = new LinkedHashSet<>();
    for (String item : Values.items(setting.value())) {
      boolean minus = item.startsWith("-");
      String id = minus || item.startsWith("+") ? item.substring(1).trim() : item;
      if (known.has(id)) {
        (minus ? off : on).add(id);
      } else if (!item.equals(OptionKey.RULES.defaultText())) {
        problems.accept(
            setting.name() + ": there is no rule '" + id + "'" + nearestRule(id) + "; ignored");
      }
    }
  }

  /** Takes {@code rule.<id>.<name>=value}. */
  void set(Setting setting) {
    String rest = setting.key().substring(PREFIX.length());
    int dot = rest.lastIndexOf('.');
    String id = dot < 0 ? rest : rest.substring(0, dot);
    String name = dot < 0 ? "" : rest.substring(dot + 1);
    if (!known.has(id)) {
      problems.accept(
          setting.name() + ": there is no rule '" + id + "'" + nearestRule(id) + "; ignored");
    } else if (name.equals(KnownRules.ENABLED)) {
      enable(setting, id);
    } else if (known.info(id) == null && !name.isEmpty()) {
      problems.accept(
          setting.name()
              + ": rule "
              + id
              + " comes with a later version; its threshold is ignored");
    } else {
      threshold(setting, known.info(id), id, name);
    }
  }

  private void enable(Setting setting, String id) {
    Boolean value = Values.bool(setting.value());
    if (value == null) {
      problems.accept(
          setting.name() + ": '" + setting.value() + "' is not one of true, false; ignored");
    } else {
      enabled.put(id, value);
    }
  }

  private void threshold(Setting setting, RuleInfo rule, String id, String name) {
    Threshold threshold = find(rule, name);
    if (threshold == null) {
      problems.accept(
          setting.name()
              + ": rule "
              + id
              + " has no threshold '"
              + name
              + "'; it has "
              + String.join(", ", known.names(id))
              + "; the nearest is "
              + PREFIX
              + id
              + "."
              + Nearest.of(name, known.names(id))
              + "; ignored");
      return;
    }
    double value = Values.number(setting.value());
    if (!(value >= threshold.min() && value <= threshold.max())) {
      problems.accept(
          setting.name()
              + ": '"
              + setting.value()
              + "' is not a number from "
              + Values.text(threshold.min())
              + " to "
              + Values.text(threshold.max())
              + "; "
              + inUse(id, threshold));
      return;
    }
    thresholds.computeIfAbsent(id, k -> new HashMap<>()).put(name, value);
  }

  private String inUse(String id, Threshold threshold) {
    Double set = thresholds.getOrDefault(id, Map.of()).get(threshold.name());
    return set == null
        ? "using the default " + Values.text(threshold.defaultValue())
        : "keeping " + Values.text(set);
  }

  private static Threshold find(RuleInfo rule, String name) {
    if (rule != null) {
      for (Threshold threshold : rule.thresholds()) {
        if (threshold.name().equals(name)) {
          return threshold;
        }
      }
    }
    return null;
  }

  private String nearestRule(String id) {
    String nearest = Nearest.of(id, known.ids());
    return nearest.isEmpty() ? "" : "; the nearest is " + nearest;
  }
}
