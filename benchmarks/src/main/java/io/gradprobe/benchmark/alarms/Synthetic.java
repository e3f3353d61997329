package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.rule.ActiveRule;
import io.gradprobe.runtime.rule.RuleSet;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Shows simulated healthy runs to all rules of the observer thread. */
final class Synthetic {
  private static final Set<String> LISTENERS =
      Set.of("onMeasured", "onLosses", "onEpoch", "onMemory");
  private static final int TOLD_OF_A_KIND = 3;

  private final int seeds;
  private final int from;
  private final int steps;

  /**
   * @param seeds runs of each kind of series and each way of sampling
   * @param from the first seed
   * @param steps steps of a run
   */
  Synthetic(int seeds, int from, int steps) {
    this.seeds = seeds;
    this.from = from;
    this.steps = steps;
  }

  /** The rules that see what is simulated, new for each run. */
  static List<ActiveRule> rules() {
    List<ActiveRule> listening = new ArrayList<>();
    for (ActiveRule rule : RuleSet.forRun(Options.defaults())) {
      for (Method method : rule.rule().getClass().getDeclaredMethods()) {
        if (LISTENERS.contains(method.getName()) && !method.isSynthetic()) {
          listening.add(rule);
          break;
        }
      }
    }
    return listening;
  }

  /** Runs and prints. */
  void run() {
    Tally all = new Tally();
    for (Sampling sampling : Sampling.values()) {
      Tally tally = new Tally();
      Map<String, Integer> told = new HashMap<>();
      for (SeriesKind kind : SeriesKind.ALL) {
        for (long seed = from; seed < (long) from + seeds; seed++) {
          List<Alarm> alarms =
              new Watch(rules(), sampling, seed).run(new SimulatedRun(kind, seed), steps);
          tally.add(alarms, steps);
          all.add(alarms, steps);
          tell(sampling, kind, seed, alarms, told);
        }
      }
      AlarmReport.table(
          "Simulated healthy runs, sampled as in " + sampling.name().toLowerCase(),
          tally,
          rules().size());
    }
    AlarmReport.table("Simulated healthy runs, both", all, rules().size());
  }

  private static void tell(
      Sampling sampling,
      SeriesKind kind,
      long seed,
      List<Alarm> alarms,
      Map<String, Integer> told) {
    for (Alarm alarm : alarms) {
      boolean loud = alarm.severity() != Severity.INFO;
      if (loud && told.merge(alarm.rule() + kind.name(), 1, Integer::sum) <= TOLD_OF_A_KIND) {
        AlarmReport.alarm(kind.name() + ", seed " + seed + ", " + sampling, alarm);
      }
    }
  }
}
