package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.config.Options;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Which rules the options ask for. */
public final class RuleSet {

  private RuleSet() {}

  /**
   * New instances of every rule that is on, causes before what may follow from them, for one new
   * run.
   */
  public static List<ActiveRule> forRun(Options options) {
    List<ActiveRule> active = new ArrayList<>();
    for (RuleEntry entry : RuleCatalogue.causesFirst()) {
      RuleInfo info = entry.info();
      if (isOn(options, info)) {
        Map<String, Double> set = options.thresholds().getOrDefault(info.id(), Map.of());
        active.add(new ActiveRule(info, entry.factory().apply(new Thresholds(info, set))));
      }
    }
    return List.copyOf(active);
  }

  /** The rules after a change of options; a rule with the same settings keeps its instance. */
  public static List<ActiveRule> changed(List<ActiveRule> before, Options old, Options changed) {
    List<ActiveRule> after = new ArrayList<>(forRun(changed));
    for (ActiveRule kept : before) {
      String id = kept.info().id();
      boolean same =
          old.thresholds()
              .getOrDefault(id, Map.of())
              .equals(changed.thresholds().getOrDefault(id, Map.of()));
      after.replaceAll(rule -> same && rule.info().id().equals(id) ? kept : rule);
    }
    return List.copyOf(after);
  }

  private static boolean isOn(Options options, RuleInfo info) {
    boolean inProfile = options.profile() != Options.Profile.PROTOCOL || info.protocol();
    return inProfile && options.isRuleOn(info.id());
  }
}
