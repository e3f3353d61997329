package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.LossSeries;
import java.util.List;

/**
 * The loss jumps far above all of its latest values and comes back. Distances are taken from the
 * window's median and compared with the largest in the window, so that a heavy tail sets its own
 * measure. A loss that stays up is no spike: other data, other parameters, or divergence.
 */
public final class LossSpikeRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "loss-spike",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "The loss jumps for a few steps far above what it has been.",
          "records of a heavy-tailed series; Megatron-LM's ten times the maximum",
          List.of(
              new Threshold(
                  "times", 10, 1, 1e9, "times the window's largest distance from its median"),
              new Threshold("rise", 4, 0, 1e9, "times the median, distance from it at least"),
              new Threshold("least", 0.01, 0, 1e9, "share of the first loss, at least"),
              new Threshold("window", 256, 16, 4096, "steps of history"),
              new Threshold("warmup", 64, 8, 4096, "steps before the first verdict"),
              new Threshold("longest", 5, 1, 1000, "steps that a spike may last"),
              new Threshold("hits", 2, 2, 100, "spikes close together that make a warning"),
              new Threshold("within", 20, 2, 1e6, "steps that count as close"),
              new Threshold("apart", 10_000, 0, 1e9, "steps between two informations")));

  private final double times;
  private final double rise;
  private final double least;
  private final int warmup;
  private final int longest;
  private final int within;
  private final int apart;
  private final LossWindow window;
  private final long[] latest;
  private double firstLoss = Double.NaN;
  private long steps;
  private int lasts;
  private double height;
  private double limit;
  private int spikes;
  private long toldAt = Long.MIN_VALUE;
  private boolean warned;

  /** Takes window and limits from the thresholds. */
  public LossSpikeRule(Thresholds thresholds) {
    times = thresholds.get("times");
    rise = thresholds.get("rise");
    least = thresholds.get("least");
    int length = thresholds.count("window");
    warmup = Math.min(length, thresholds.count("warmup"));
    longest = thresholds.count("longest");
    within = thresholds.count("within");
    apart = thresholds.count("apart");
    window = new LossWindow(length);
    latest = new long[thresholds.count("hits")];
  }

  @Override
  public Verdict onLosses(LossSeries series) {
    Verdict verdict = null;
    for (double loss : series.losses()) {
      if (Double.isNaN(loss) || Double.isInfinite(loss)) {
        continue;
      }
      firstLoss = Double.isNaN(firstLoss) ? Math.abs(loss) : firstLoss;
      steps++;
      Verdict found = judge(loss);
      verdict = found == null ? verdict : found;
    }
    return verdict;
  }

  private Verdict judge(double loss) {
    if (isHit(loss)) {
      lasts++;
      height = Math.max(height, loss);
      if (lasts > longest) {
        window.clear();
        lasts = 0;
        height = 0;
      }
      return null;
    }
    window.add(loss);
    if (lasts == 0) {
      return null;
    }
    Verdict verdict = spiked();
    lasts = 0;
    height = 0;
    return verdict;
  }

  private boolean isHit(double loss) {
    if (window.size() < warmup || !(loss > window.largest())) {
      return false;
    }
    double median = window.median();
    double size = Math.abs(median);
    if (size == 0 && window.largest() == 0) {
      // A loss that was zero throughout tells nothing of what is much for it.
      return false;
    }
    limit = median + Math.max(times * (window.largest() - median), rise * size);
    return loss > limit && loss > least * firstLoss;
  }

  private Verdict spiked() {
    latest[spikes % latest.length] = steps;
    spikes++;
    long oldest = latest[spikes % latest.length];
    boolean close = spikes >= latest.length && steps - oldest < within;
    if (close && !warned) {
      warned = true;
      return verdict(Severity.WARNING);
    }
    if (!close) {
      warned = false;
    }
    boolean due = toldAt == Long.MIN_VALUE || steps - toldAt >= apart;
    if (close || !due) {
      return null;
    }
    toldAt = steps;
    return verdict(Severity.INFO);
  }

  private Verdict verdict(Severity severity) {
    return Verdict.of(
            severity,
            Subjects.LOSS,
            Where.BACKWARD,
            "The loss rose to "
                + Numbers.shown(height)
                + " for "
                + Subjects.counted(lasts, "step")
                + "; its median is "
                + Numbers.shown(window.median())
                + ", the largest of the latest steps was "
                + Numbers.shown(window.largest())
                + (severity == Severity.WARNING ? ", and it was not the only time." : "."),
            "Look at the batches of these steps for wrong targets, outliers or unscaled values.")
        .measured(height, limit);
  }
}
