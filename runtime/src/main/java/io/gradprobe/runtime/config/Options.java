package io.gradprobe.runtime.config;

import io.gradprobe.runtime.rule.RuleCatalogue;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What the user asked for, checked and with defaults filled in. Immutable.
 *
 * @param enabled false: the agent loads and weaves nothing
 * @param profile how much is watched
 * @param budget percent of training time that {@link Profile#WATCH} may spend
 * @param rulesOn the only rules to run; empty for all
 * @param rulesOff rules switched off
 * @param thresholds values by rule id and threshold name
 * @param ruleEnabled explicit {@code rule.<id>.enabled} settings by rule id
 * @param bindings binding files
 * @param taps block globs or source places
 * @param include class-name globs; empty for all
 * @param exclude class-name globs
 * @param onError what an ERROR finding does
 * @param record where the agent's own recording goes; null for none
 * @param report where the HTML report goes; null for none
 * @param otel whether OpenTelemetry is used
 * @param console what is shown on stderr
 */
public record Options(
    boolean enabled,
    Profile profile,
    double budget,
    Set<String> rulesOn,
    Set<String> rulesOff,
    Map<String, Map<String, Double>> thresholds,
    Map<String, Boolean> ruleEnabled,
    List<Path> bindings,
    List<String> taps,
    List<String> include,
    List<String> exclude,
    OnError onError,
    Path record,
    Path report,
    Otel otel,
    Console console) {

  /** How much is watched. */
  public enum Profile {
    /** Adaptive, for production. */
    WATCH,
    /** Every step, every rule. */
    DEBUG,
    /** Ordering rules only. */
    PROTOCOL
  }

  /** What an ERROR finding does. */
  public enum OnError {
    /** Nothing but the report. */
    REPORT,
    /** The optimizer step that would apply non-finite gradients is skipped. */
    SKIP_STEP,
    /** {@code GradprobeException} is thrown out of the training loop. */
    STOP
  }

  /** Whether OpenTelemetry is used. */
  public enum Otel {
    /** On when an {@code OTEL_*} exporter or endpoint setting is present. */
    AUTO,
    ON,
    OFF
  }

  /** What is shown on stderr. */
  public enum Console {
    OFF,
    /** A line when something is found and a summary at exit. */
    FINDINGS,
    /** Also a live status line. */
    PROGRESS
  }

  /** Copies the collections. */
  public Options {
    rulesOn = Set.copyOf(rulesOn);
    rulesOff = Set.copyOf(rulesOff);
    thresholds = Map.copyOf(thresholds);
    ruleEnabled = Map.copyOf(ruleEnabled);
    bindings = List.copyOf(bindings);
    taps = List.copyOf(taps);
    include = List.copyOf(include);
    exclude = List.copyOf(exclude);
  }

  /** The options when nothing is set. */
  public static Options defaults() {
    return new Options(
        true,
        Profile.WATCH,
        2,
        Set.of(),
        Set.of(),
        Map.of(),
        Map.of(),
        List.of(),
        List.of(),
        List.of(),
        List.of(),
        OnError.REPORT,
        null,
        null,
        Otel.AUTO,
        Console.FINDINGS);
  }

  /** Whether a rule is to run. */
  public boolean isRuleOn(String id) {
    Boolean explicit = ruleEnabled.get(id);
    if (explicit != null) {
      return explicit;
    }
    boolean byDefault = rulesOn.isEmpty() && !RuleCatalogue.isOptIn(id);
    return !rulesOff.contains(id) && (byDefault || rulesOn.contains(id));
  }
}
