package io.gradprobe.runtime.rule;

import java.util.Map;

/** The values of one rule's thresholds: the defaults, overlaid with what the user has set. */
public final class Thresholds {
  private final RuleInfo rule;
  private final Map<String, Double> set;

  /**
   * @param rule whose thresholds these are
   * @param set values by threshold name; names that the rule lacks are an error of the caller
   */
  public Thresholds(RuleInfo rule, Map<String, Double> set) {
    this.rule = rule;
    this.set = Map.copyOf(set);
  }

  /** The value of a threshold. */
  public double get(String name) {
    Double value = set.get(name);
    if (value != null) {
      return value;
    }
    for (Threshold t : rule.thresholds()) {
      if (t.name().equals(name)) {
        return t.defaultValue();
      }
    }
    throw new IllegalArgumentException("rule " + rule.id() + " has no threshold " + name);
  }

  /** The value of a threshold that counts something. */
  public int count(String name) {
    return (int) Math.round(get(name));
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof Thresholds same && rule.equals(same.rule) && set.equals(same.set);
  }

  @Override
  public int hashCode() {
    return set.hashCode();
  }
}
