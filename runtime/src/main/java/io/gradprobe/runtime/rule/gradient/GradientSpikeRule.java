package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.List;

/**
 * A step whose gradient is far outside the run's own history. With l the logarithm of the norm, a
 * hit has (l - median) / max(1.4826 MAD, 0.05) above 6 and l - median above log 4, and is twice as
 * large as each of the latest steps that were no hits (a slow drift is no spike). A single hit is
 * told as INFO; hits close together, or one twice as large on which the loss rises too, as WARNING.
 * Where the loss is next to nothing even so, nothing is told.
 *
 * <p>Values enter the window winsorised, so that a spike does not widen it. It starts anew when the
 * learning rate has changed more than twofold or other parameters are trained.
 */
public final class GradientSpikeRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "gradient-spike",
          RuleInfo.Group.GRADIENT,
          Severity.WARNING,
          false,
          "One step's gradient is far outside the run's own history.",
          "robust z-score of the log-norm (median, MAD), Huber; Leys et al. 2013",
          List.of(
              new Threshold("score", 6, 3, 1000, "deviations from the median of the log-norm"),
              new Threshold("times", 4, 1, 1e9, "times the median norm, at least"),
              new Threshold("window", 128, 16, 4096, "measured steps of history"),
              new Threshold("warmup", 64, 8, 4096, "measured steps before the first verdict"),
              new Threshold("rearm", 3, 0, 1000, "score below which a spike is over"),
              new Threshold("loss-times", 4, 1, 1e9, "times the median loss: WARNING at once"),
              new Threshold("least", 0.01, 0, 1e9, "share of the first loss; no word below it"),
              new Threshold("apart", 10_000, 0, 1e12, "steps between two that are only INFO"),
              new Threshold("hits", 2, 2, 100, "hits close together that make a WARNING"),
              new Threshold("within", 5, 2, 1000, "measured steps that count as close")));

  /** Makes the MAD an estimate of a normal distribution's standard deviation. */
  private static final double TO_SIGMA = 1.4826;

  private static final double LEAST_DEVIATION = 0.05;
  private static final double RATE_CHANGE = 2;
  private static final int FEWEST_LOSSES = 8;

  private final double limit;
  private final double leastRise;

  /** Heavy tails make a somewhat larger gradient and loss now and then. */
  private final double loudTimes;

  private final double leastJump;
  private final int warmup;
  private final double rearm;
  private final double lossTimes;
  private final double least;
  private final double apart;
  private final RobustWindow norms;
  private final RobustWindow losses;

  /** Of every step: measured ones may lie far apart. */
  private final RobustWindow latestLosses = new RobustWindow(128);

  private final long[] latestHits;
  private final int within;
  private final LayerLevels levels = new LayerLevels();
  private final double[] recent = new double[8];
  private int recentCount;
  private long measured;
  private int hitCount;
  private double rate = Double.NaN;
  private double firstLoss = Double.NaN;
  private int trained = -1;
  private Severity told;
  private long toldAt = Long.MIN_VALUE / 2;
  private boolean over = true;

  /** Takes window and limits from the thresholds. */
  public GradientSpikeRule(Thresholds thresholds) {
    limit = thresholds.get("score");
    leastRise = Math.log(thresholds.get("times"));
    loudTimes = 2 * thresholds.get("times");
    leastJump = leastRise / 2;
    int window = thresholds.count("window");
    warmup = Math.min(window, thresholds.count("warmup"));
    rearm = thresholds.get("rearm");
    lossTimes = thresholds.get("loss-times");
    least = thresholds.get("least");
    apart = thresholds.get("apart");
    latestHits = new long[thresholds.count("hits")];
    within = thresholds.count("within");
    norms = new RobustWindow(window);
    losses = new RobustWindow(window);
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    double norm = step.record().gradientNorm();
    if (!(norm > 0) || Double.isInfinite(norm)) {
      return null;
    }
    startAnewWhereOtherRulesHold(step);
    measured++;
    double level = Math.log(norm);
    Verdict verdict = null;
    if (norms.size() >= warmup) {
      double median = norms.median();
      double deviation = Math.max(TO_SIGMA * norms.deviation(median), LEAST_DEVIATION);
      double score = (level - median) / deviation;
      if (score < rearm) {
        told = null;
        over = true;
      }
      if (score > limit && level - median > leastRise && level - beforeSpike() > leastJump) {
        // Where the level has been drifting up anyway, hits close together are no spikes.
        boolean drift = level - beforeSpike() <= leastRise;
        verdict = hit(step, score, Math.exp(level - median), drift);
      } else {
        remember(level);
      }
      double bound = limit * deviation;
      level = Math.max(median - bound, Math.min(median + bound, level));
    }
    norms.add(level);
    double loss = step.record().loss();
    if (Double.isFinite(loss)) {
      firstLoss = Double.isNaN(firstLoss) ? loss : firstLoss;
      losses.add(loss);
    }
    levels.add(step);
    return verdict;
  }

  @Override
  public Verdict onLosses(LossSeries series) {
    for (double loss : series.losses()) {
      if (Double.isFinite(loss)) {
        firstLoss = Double.isNaN(firstLoss) ? loss : firstLoss;
        latestLosses.add(loss);
      }
    }
    return null;
  }

  private void startAnewWhereOtherRulesHold(MeasuredStep step) {
    double now = step.record().learningRate();
    int trainedNow = 0;
    for (int i = 0; i < step.parameters().size(); i++) {
      trainedNow += step.parameters().get(i).trainable() ? 1 : 0;
    }
    boolean rateChanged = now > 0 && (now > RATE_CHANGE * rate || now * RATE_CHANGE < rate);
    if (rateChanged || (trained >= 0 && trainedNow != trained)) {
      norms.clear();
      losses.clear();
      recentCount = 0;
      rate = now;
    }
    if (Double.isNaN(rate) && now > 0) {
      rate = now;
    }
    trained = trainedNow;
  }

  private void remember(double level) {
    recent[recentCount % recent.length] = level;
    recentCount++;
  }

  /** The highest of the latest levels that were no hits; the lowest number where there is none. */
  private double beforeSpike() {
    double highest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < Math.min(recentCount, recent.length); i++) {
      highest = Math.max(highest, recent[i]);
    }
    return highest;
  }

  /** Nearly solved problems have steps on which both gradient and loss are many times nothing. */
  private boolean isHarmless(double loss) {
    return loss >= 0 && loss < least * firstLoss;
  }

  private Verdict hit(MeasuredStep step, double score, double times, boolean drift) {
    // A change of level stays up: only a spike that has come back down can come again.
    boolean anew = over;
    over = false;
    if (anew) {
      latestHits[hitCount % latestHits.length] = measured;
      hitCount++;
    }
    long oldest = latestHits[hitCount % latestHits.length];
    boolean repeated =
        anew && !drift && hitCount >= latestHits.length && measured - oldest < within;
    double lossMedian =
        latestLosses.size() >= FEWEST_LOSSES ? latestLosses.median() : losses.median();
    double loss = step.record().loss();
    // Rare heavy batches are a matter of the data: their like has been in the window before.
    boolean unheard = latestLosses.size() < FEWEST_LOSSES || loss > latestLosses.largest();
    boolean lossRises =
        lossMedian > 0 && loss > lossTimes * lossMedian && unheard && times >= loudTimes;
    Severity severity = repeated || lossRises ? Severity.WARNING : Severity.INFO;
    boolean soon = severity == Severity.INFO && step.record().step() - toldAt < apart;
    if (soon || isHarmless(loss) || (told != null && told.compareTo(severity) >= 0)) {
      return null;
    }
    told = severity;
    toldAt = step.record().step();
    return Verdict.of(
            severity,
            levels.firstRisen(step, leastRise),
            Where.BACKWARD,
            "The gradient's norm "
                + Numbers.shown(step.record().gradientNorm())
                + " is "
                + Numbers.shown(times)
                + " times the median of the latest steps"
                + (lossRises
                    ? ", and the loss is "
                        + Numbers.shown(step.record().loss() / lossMedian)
                        + " times its median"
                    : "")
                + (repeated ? ", not for the first time in a few steps" : "")
                + "; the most comes from "
                + levels.largest(step)
                + ".",
            "Look at this step's batch for outliers or unscaled values, and clip the gradient's"
                + " norm.")
        .measured(score, limit);
  }
}
