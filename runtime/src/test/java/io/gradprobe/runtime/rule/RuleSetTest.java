package io.gradprobe.runtime.rule;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.config.Options;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RuleSetTest {

  private static Options options(
      Options.Profile profile,
      Set<String> on,
      Set<String> off,
      Map<String, Map<String, Double>> thresholds,
      Map<String, Boolean> enabled) {
    Options d = Options.defaults();
    return new Options(
        d.enabled(),
        profile,
        d.budget(),
        on,
        off,
        thresholds,
        enabled,
        d.bindings(),
        d.taps(),
        d.include(),
        d.exclude(),
        d.onError(),
        d.record(),
        d.report(),
        d.otel(),
        d.console());
  }

  private static List<String> ids(Options options) {
    return RuleSet.forRun(options).stream().map(active -> active.info().id()).toList();
  }

  @Test
  void allRulesAreOnByDefaultButThoseToAskFor() {
    assertEquals(
        RuleCatalogue.causesFirst().stream()
            .map(entry -> entry.info().id())
            .filter(id -> !RuleCatalogue.isOptIn(id))
            .toList(),
        ids(Options.defaults()));
    assertEquals(Set.copyOf(RuleCatalogue.all()), Set.copyOf(RuleCatalogue.causesFirst()));
  }

  @Test
  void eachRunHasItsOwnInstances() {
    ActiveRule one = RuleSet.forRun(Options.defaults()).get(0);
    ActiveRule other = RuleSet.forRun(Options.defaults()).get(0);
    assertNotSame(one.rule(), other.rule());
  }

  @Test
  void rulesCanBeSwitchedOff() {
    List<String> ids =
        ids(options(Options.Profile.WATCH, Set.of(), Set.of("clip-saturated"), Map.of(), Map.of()));
    assertFalse(ids.contains("clip-saturated"));
    assertEquals(ids(Options.defaults()).size() - 1, ids.size());
  }

  @Test
  void whatIsOffByDefaultIsOnWhereItIsAskedFor() {
    String id = "gradient-mismatch";
    assertFalse(ids(Options.defaults()).contains(id));
    assertTrue(
        ids(options(Options.Profile.WATCH, Set.of(), Set.of(), Map.of(), Map.of(id, true)))
            .contains(id));
    assertEquals(
        List.of(id), ids(options(Options.Profile.WATCH, Set.of(id), Set.of(), Map.of(), Map.of())));
  }

  @Test
  void rulesCanBeChosen() {
    assertEquals(
        List.of("non-finite-loss"),
        ids(
            options(
                Options.Profile.WATCH, Set.of("non-finite-loss"), Set.of(), Map.of(), Map.of())));
  }

  @Test
  void theProtocolProfileRunsOrderRulesOnly() {
    List<String> ids =
        ids(
            options(
                Options.Profile.PROTOCOL,
                Set.of(),
                Set.of(),
                Map.of(),
                Map.of("gradient-wiped", false)));
    assertTrue(ids.contains("stale-gradient"));
    assertFalse(ids.contains("gradient-wiped"));
    assertFalse(ids.contains("gradient-spike"));
    assertFalse(ids.contains("clip-saturated"));
  }

  @Test
  void thresholdsReachTheRule() {
    List<ActiveRule> active =
        RuleSet.forRun(
            options(
                Options.Profile.WATCH,
                Set.of("learning-rate-zero"),
                Set.of(),
                Map.of("learning-rate-zero", Map.of("steps", 1.0)),
                Map.of()));
    HandLoop loop = new HandLoop(active.get(0).rule(), HandRun.small());
    loop.forward()
        .backward()
        .step(
            s -> {
              s.learningRateKnown = true;
              s.learningRate = 0;
            });
    assertEquals(1, loop.verdicts.size());
  }
}
