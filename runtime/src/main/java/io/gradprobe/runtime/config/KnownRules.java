package io.gradprobe.runtime.config;

import io.gradprobe.runtime.rule.RuleCatalogue;
import io.gradprobe.runtime.rule.RuleEntry;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules whose ids and thresholds an option may name. */
final class KnownRules {
  /** Name of the switch that every rule has beside its thresholds. */
  static final String ENABLED = "enabled";

  private final Map<String, RuleInfo> rules = new LinkedHashMap<>();

  /**
   * @param working rules that work
   * @param planned ids of rules that come with a later version
   */
  KnownRules(Collection<RuleInfo> working, Collection<String> planned) {
    for (String id : planned) {
      rules.put(id, null);
    }
    for (RuleInfo info : working) {
      rules.put(info.id(), info);
    }
  }

  /** The rules of the catalogue. */
  static KnownRules ofCatalogue() {
    List<RuleInfo> working = new ArrayList<>();
    for (RuleEntry entry : RuleCatalogue.all()) {
      working.add(entry.info());
    }
    return new KnownRules(working, RuleCatalogue.planned());
  }

  Collection<String> ids() {
    return rules.keySet();
  }

  boolean has(String id) {
    return rules.containsKey(id);
  }

  /** What the catalogue says of a rule; null where it comes with a later version. */
  RuleInfo info(String id) {
    return rules.get(id);
  }

  /** The names that may follow {@code rule.<id>.}. */
  List<String> names(String id) {
    List<String> names = new ArrayList<>();
    RuleInfo info = rules.get(id);
    if (info != null) {
      for (Threshold threshold : info.thresholds()) {
        names.add(threshold.name());
      }
    }
    names.add(ENABLED);
    return names;
  }

  /** Every key of the form {@code rule.<id>.<name>}. */
  List<String> keys() {
    List<String> keys = new ArrayList<>();
    for (String id : rules.keySet()) {
      for (String name : names(id)) {
        keys.add("rule." + id + "." + name);
      }
    }
    return keys;
  }
}
