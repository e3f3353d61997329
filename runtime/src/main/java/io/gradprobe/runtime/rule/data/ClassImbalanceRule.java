package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.List;

/**
 * One class is many times as frequent as another. The rarest class's share enters by the upper
 * bound of its interval (Wilson, 95 %), so that the luck of the draw tells nothing. Classes that
 * never occur do not count, nor do labels of many classes (words, goods), where rare ones are the
 * rule.
 */
public final class ClassImbalanceRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "class-imbalance",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "One class is many times as frequent as another.",
          "ratio of class counts, Wilson's interval; SageMaker Debugger warns from 10",
          List.of(
              new Threshold("ratio", 20, 1, 1e12, "times the rarest class: INFO"),
              new Threshold("severe", 40, 1, 1e12, "times the rarest class: WARNING"),
              new Threshold("classes", 20, 2, 4096, "classes of labels that are judged, most"),
              new Threshold("samples", 500, 2, 1e12, "samples seen, at least"),
              new Threshold("batches", 10, 1, 1e9, "measured batches, at least")));

  /** Of data sorted by class, a class that has just begun is not rare. */
  private static final double EARLY = 0.25;

  private final double ratio;
  private final double severe;
  private final int classes;
  private final int samples;
  private final int batches;
  private final LabelHistory history = new LabelHistory();
  private Severity told;

  /** Takes its limits from the thresholds. */
  public ClassImbalanceRule(Thresholds thresholds) {
    ratio = thresholds.get("ratio");
    severe = thresholds.get("severe");
    classes = thresholds.count("classes");
    samples = thresholds.count("samples");
    batches = thresholds.count("batches");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    LossInfo.Kind kind = step.forward().loss().kind();
    boolean classification = kind == LossInfo.Kind.SOFTMAX || kind == LossInfo.Kind.BINARY;
    if (told == Severity.WARNING || !classification || step.forward().labels() == null) {
      return null;
    }
    history.add(step.forward());
    int seen = history.classes();
    boolean enough =
        history.samples >= Math.max(samples, history.datasetSamples) && history.batches >= batches;
    int possible = Math.max(seen, step.forward().loss().classes());
    if (history.odd || !enough || seen < 2 || possible > classes) {
      return null;
    }
    int most = -1;
    int least = -1;
    long total = 0;
    for (int c = 0; c < history.counts.length; c++) {
      long count = history.counts[c];
      total += count;
      if (count > 0) {
        most = most < 0 || count > history.counts[most] ? c : most;
        least = least < 0 || count < history.counts[least] ? c : least;
      }
    }
    if (history.before(least) > history.samples * EARLY) {
      return null;
    }
    // Sure of the ratio: the rarest class is no more frequent than its upper bound.
    double sure = history.counts[most] / (total * Wilson.upper(history.counts[least], total));
    Severity severity = sure >= severe ? Severity.WARNING : sure >= ratio ? Severity.INFO : null;
    if (severity == null || severity == told) {
      return null;
    }
    told = severity;
    double measured = (double) history.counts[most] / history.counts[least];
    return Verdict.of(
            severity,
            step.forward().labels().name(),
            Where.BACKWARD,
            "Class "
                + most
                + " is "
                + Numbers.shown(measured)
                + " times as frequent as class "
                + least
                + ": "
                + Numbers.percent((double) history.counts[most] / total)
                + " of "
                + total
                + " samples.",
            "Weight the loss by class, sample the rare classes more often, and judge by a measure"
                + " that is not accuracy.")
        .measured(measured, ratio);
  }
}
