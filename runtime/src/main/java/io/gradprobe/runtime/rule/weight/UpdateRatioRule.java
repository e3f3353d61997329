package io.gradprobe.runtime.rule.weight;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;
import java.util.Arrays;
import java.util.List;

/**
 * Updates far too large or too small for the weights that they change, for many steps. The ratio is
 * RMS(change) / RMS(weight), its median over a window of measured updates.
 *
 * <p>Too large alone is no fault while the loss falls (small weights, Adam's first steps), so it is
 * told only where the window's later losses are no better than its earlier ones. Too small is told
 * only of weights that have never moved faster since the run began: a schedule that ends near zero
 * and a loss that has converged are legal. Biases, scales of norms and weights near zero have no
 * natural size and are left out.
 */
public final class UpdateRatioRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "update-ratio",
          RuleInfo.Group.WEIGHT,
          Severity.WARNING,
          false,
          "Updates are far too large or too small for the weights, for many steps.",
          "update-to-weight ratio (Karpathy; DL4J's 1e-3 rule), median over a window",
          List.of(
              new Threshold("largest", 0.15, 1e-3, 1e6, "update over weight that is too large"),
              new Threshold("smallest", 1e-7, 0, 1e-3, "update over weight that is too small"),
              new Threshold("updates", 32, 8, 1024, "measured updates in the window"),
              new Threshold("least-weight", 1e-3, 0, 1, "RMS of weights that are judged")));

  /** The first parameters of a model with thousands stand for all. */
  private static final int MOST = 512;

  /** A rise of the learning rate by more than this is a warm-up. */
  private static final double WARM_UP = 1.01;

  /** A run first seen at a later step was attached to, or measured otherwise before. */
  private static final int EARLY = 200;

  private final double largest;
  private final double smallest;
  private final double leastWeight;
  private final double[] losses;
  private final double[] rates;
  private double[][] ratios = new double[0][];
  private int[] counts = new int[0];
  private double[] most = new double[0];
  private boolean[] told = new boolean[0];
  private int seen;

  /** Whether the run was seen from its begin: at its end updates may be as small as they like. */
  private boolean fromTheBegin;

  /** Takes window and limits from the thresholds. */
  public UpdateRatioRule(Thresholds thresholds) {
    largest = thresholds.get("largest");
    smallest = thresholds.get("smallest");
    leastWeight = thresholds.get("least-weight");
    losses = new double[thresholds.count("updates")];
    rates = new double[losses.length];
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    if (!step.updatesMeasured()) {
      return null;
    }
    if (seen == 0) {
      fromTheBegin = step.record().step() < EARLY;
    }
    grow(Math.min(MOST, step.parameters().size()));
    losses[seen % losses.length] = step.record().loss();
    rates[seen % rates.length] = step.record().learningRate();
    seen++;
    Verdict verdict = null;
    for (int i = 0; i < ratios.length; i++) {
      ParameterMeasurement p = step.parameters().get(i);
      double ratio = p.updateRatio();
      boolean judged =
          p.parameter().role().equals("weight") && p.weightRms() >= leastWeight && p.changed();
      if (!judged || !(ratio > 0)) {
        counts[i] = 0;
        continue;
      }
      most[i] = Math.max(most[i], ratio);
      ratios[i][counts[i]++ % losses.length] = ratio;
      if (verdict == null && counts[i] >= losses.length && seen >= losses.length && !told[i]) {
        verdict = judge(p, i);
      }
    }
    return verdict;
  }

  private Verdict judge(ParameterMeasurement p, int i) {
    double[] sorted = ratios[i].clone();
    Arrays.sort(sorted);
    double median = sorted[sorted.length / 2];
    boolean tooLarge = median > largest && !lossFalls() && !isWarmingUp();
    boolean tooSmall = median < smallest && most[i] < smallest && fromTheBegin && !isWarmingUp();
    if (!tooLarge && !tooSmall) {
      return null;
    }
    told[i] = true;
    return Verdict.of(
            Severity.WARNING,
            p.parameter().name(),
            Where.STEP,
            "Updates of "
                + p.parameter().name()
                + " are "
                + Numbers.shown(median)
                + " times its size (median of "
                + losses.length
                + " measured updates)"
                + (tooLarge ? ", and the loss does not fall." : "."),
            tooLarge
                ? "Lower the learning rate: about a thousandth of the weight a step is usual."
                : "Raise the learning rate: about a thousandth of the weight a step is usual.")
        .measured(median, tooLarge ? largest : smallest);
  }

  /** Whether the window's later half of losses has a clearly lower median than the earlier one. */
  private boolean lossFalls() {
    int half = losses.length / 2;
    double[] early = new double[half];
    double[] late = new double[half];
    for (int i = 0; i < half; i++) {
      early[i] = losses[(seen + i) % losses.length];
      late[i] = losses[(seen + losses.length - 1 - i) % losses.length];
    }
    // Unknown losses (NaN sorts last) prove nothing either way.
    return !(median(late) >= lessFivePercent(median(early)));
  }

  private static double median(double[] values) {
    double[] sorted = values.clone();
    Arrays.sort(sorted);
    return sorted[sorted.length / 2];
  }

  private static double lessFivePercent(double loss) {
    return loss - 0.05 * Math.abs(loss);
  }

  private boolean isWarmingUp() {
    double first = rates[seen % rates.length];
    double last = rates[(seen + rates.length - 1) % rates.length];
    return last > WARM_UP * first;
  }

  private void grow(int count) {
    if (ratios.length < count) {
      int old = ratios.length;
      ratios = Arrays.copyOf(ratios, count);
      counts = Arrays.copyOf(counts, count);
      most = Arrays.copyOf(most, count);
      told = Arrays.copyOf(told, count);
      for (int i = old; i < count; i++) {
        ratios[i] = new double[losses.length];
      }
    }
  }
}
