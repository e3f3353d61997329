package io.gradprobe.runtime;

import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.gradcheck.CheckResult;
import io.gradprobe.runtime.gradcheck.CheckSchedule;
import io.gradprobe.runtime.gradcheck.CheckSettings;
import io.gradprobe.runtime.gradcheck.CheckedStep;
import io.gradprobe.runtime.gradcheck.GradientCheck;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.rule.gradient.GradientMismatchRule;
import java.util.Map;
import java.util.function.Consumer;

/** The gradient checks of one run: which steps, and what is said where none can be made. */
final class GradientChecks {
  private static final double NANOS = 1e9;

  private final CheckSettings settings;
  private final CheckSchedule schedule;
  private final Thresholds thresholds;
  private final String run;
  private final Consumer<String> say;

  private GradientChecks(Thresholds thresholds, String run, Consumer<String> say) {
    this.thresholds = thresholds;
    this.run = run;
    this.say = say;
    settings =
        new CheckSettings(
            thresholds.get("tolerance"),
            thresholds.count("directions"),
            Math.round(thresholds.get("seconds") * NANOS),
            Math.round(thresholds.get("elements")));
    schedule = new CheckSchedule(thresholds.count("first"), thresholds.count("attempts"));
  }

  /** The checks that the options ask for; null for none. */
  static GradientChecks of(Options options, String run, Consumer<String> say) {
    String id = GradientMismatchRule.INFO.id();
    if (!options.isRuleOn(id) || options.profile() == Options.Profile.PROTOCOL) {
      return null;
    }
    Map<String, Double> set = options.thresholds().getOrDefault(id, Map.of());
    return new GradientChecks(new Thresholds(GradientMismatchRule.INFO, set), run, say);
  }

  /** The same under other options: where none of its own settings changes it goes on. */
  static GradientChecks changed(
      GradientChecks before, Options options, String run, Consumer<String> say) {
    GradientChecks after = of(options, run, say);
    boolean same = before != null && after != null && before.thresholds.equals(after.thresholds);
    return same ? before : after;
  }

  synchronized boolean isDue(long step) {
    return schedule.isDue(step);
  }

  synchronized boolean isOver() {
    return schedule.isOver();
  }

  CheckResult check(CheckedStep step, long number) {
    CheckResult result = check(number).of(step);
    checked(result.outcome(), result.reason(), number);
    return result;
  }

  /** What compares, by these settings. */
  GradientCheck check(long number) {
    return new GradientCheck(settings, number);
  }

  void notChecked(String reason, long number) {
    checked(CheckResult.Outcome.NOT_REPEATABLE, reason, number);
  }

  private void checked(CheckResult.Outcome outcome, String reason, long number) {
    boolean last;
    synchronized (this) {
      last = !schedule.isOver() && schedule.checked(number, outcome);
    }
    if (last) {
      say.accept("run " + run + ": gradients can't be checked: " + reason);
    }
  }
}
