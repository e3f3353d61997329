package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.rule.ActiveRule;
import io.gradprobe.runtime.rule.RuleCatalogue;
import io.gradprobe.runtime.rule.RuleEntry;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** Plants faults of several grades into simulated runs, and tells how many are found how soon. */
final class Power {
  private static final int STEPS = 4000;

  private final int seeds;

  /**
   * @param seeds runs of each fault and grade
   */
  Power(int seeds) {
    this.seeds = seeds;
  }

  /** What became of one grade. */
  record Found(int runs, int found, int loud, double medianDelay, Severity gravest) {}

  /** Runs and prints. */
  void run() {
    AlarmReport.line(
        "%nPlanted faults: %d runs of %,d steps each, sampled as in watch", seeds, STEPS);
    AlarmReport.line(
        "  %-22s %-26s %-34s %6s %9s %7s  %s",
        "rule", "fault", "grade", "found", "WARNING+", "delay", "gravest");
    for (Fault fault : Faults.all()) {
      for (double grade : fault.grades()) {
        Found f = plant(fault, grade);
        AlarmReport.line(
            "  %-22s %-26s %-34s %5.0f%% %8.0f%% %7s  %s",
            fault.rule(),
            fault.name(),
            number(grade) + " " + fault.unit(),
            100.0 * f.found() / f.runs(),
            100.0 * f.loud() / f.runs(),
            f.found() == 0 ? "-" : String.format(Locale.ROOT, "%.0f", f.medianDelay()),
            f.found() == 0 ? "-" : f.gravest());
      }
    }
  }

  private static String number(double grade) {
    String text = String.format(Locale.ROOT, "%.6f", grade).replaceAll("0+$", "");
    return text.endsWith(".") ? text.substring(0, text.length() - 1) : text;
  }

  /** Plants one grade into one run after another; runs that cannot have the fault are passed. */
  Found plant(Fault fault, double grade) {
    RuleEntry entry = RuleCatalogue.find(fault.rule());
    double[] delays = new double[seeds];
    int found = 0;
    int loud = 0;
    int runs = 0;
    Severity gravest = Severity.INFO;
    for (long seed = 1; runs < seeds; seed++) {
      SimulatedRun run =
          new SimulatedRun(
              fault.kind(), seed, fault.plant().apply(grade), fault.at(), fault.slow() ? grade : 1);
      if (!canHave(fault, run)) {
        continue;
      }
      runs++;
      ActiveRule rule =
          new ActiveRule(
              entry.info(), entry.factory().apply(new Thresholds(entry.info(), Map.of())));
      List<Alarm> alarms = new Watch(List.of(rule), Sampling.WATCH, seed).run(run, STEPS);
      List<Alarm> since = alarms.stream().filter(a -> a.step() >= fault.at()).toList();
      if (!since.isEmpty()) {
        delays[found++] = since.get(0).step() - fault.at();
      }
      boolean isLoud = false;
      for (Alarm alarm : since) {
        isLoud |= alarm.severity() != Severity.INFO;
        gravest = alarm.severity().compareTo(gravest) > 0 ? alarm.severity() : gravest;
      }
      loud += isLoud ? 1 : 0;
    }
    double[] sorted = Arrays.copyOf(delays, found);
    Arrays.sort(sorted);
    return new Found(runs, found, loud, found == 0 ? Double.NaN : sorted[found / 2], gravest);
  }

  private static boolean canHave(Fault fault, SimulatedRun run) {
    return switch (fault.rule()) {
      case "dead-relu" -> run.net().activation().equals("relu");
      case "saturated-activation" -> !run.net().activation().equals("relu");
      case "unscaled-input", "constant-input" -> run.data().isDense();
      case "outlier-batch" -> run.data().hasFeatures();
      case "vanishing-gradient", "exploding-gradient", "exploding-activation" ->
          run.net().layers() >= 6;
      case "class-imbalance" -> run.data().classes() > 2 && run.data().classes() <= 10;
      case "repeated-batch" -> run.data().isOfKnownSize();
      case "overfitting" -> run.epochSteps() <= 200;
      default -> true;
    };
  }
}
