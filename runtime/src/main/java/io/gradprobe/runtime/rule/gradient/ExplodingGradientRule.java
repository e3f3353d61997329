package io.gradprobe.runtime.rule.gradient;

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
import java.util.List;

/**
 * Gradients grow from layer to layer towards the input, or one layer's gradient dwarfs the others'
 * and its updates throw its weights about.
 *
 * <p>Growth is looked for in the weights' gradients and in the biases'. In a stack of linear or
 * ReLU layers with too large weights the activations grow towards the output as the error signal
 * grows towards the input, so that the weights' gradients are equally large everywhere; the biases'
 * show the error signal alone.
 */
public final class ExplodingGradientRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "exploding-gradient",
          RuleInfo.Group.GRADIENT,
          Severity.WARNING,
          false,
          "Gradients grow along depth towards the input out of all proportion.",
          "RMS by layer: ratio of the first to the last third, Kendall's rank correlation with"
              + " depth",
          List.of(
              new Threshold(
                  "growth", 1e3, 10, 1e30, "first third's median RMS over the last third's"),
              new Threshold("trend", 0.7, 0, 1, "rank correlation of size and depth"),
              new Threshold("ratio", 1e4, 10, 1e30, "one layer's RMS over the median"),
              new Threshold(
                  "update-ratio", 0.01, 0, 1e6, "and its update over its weight, RMS of both"),
              new Threshold("warmup", 10, 0, 1e6, "first measured steps that do not count"),
              new Threshold("window", 50, 2, 64, "measured steps looked at"),
              new Threshold("share", 0.9, 0.5, 1, "share of them that must show it"),
              new Threshold(
                  "short-window", 20, 2, 64, "steps that are enough early on if all show it")));

  private static final int LEAST_LAYERS = 4;

  /** Among the layers that have nearly the largest gradient, the first is named. */
  private static final double NEARLY = 0.1;

  private final double growth;
  private final double trend;
  private final double ratio;
  private final double updateRatio;
  private final int warmup;
  private final HitWindow hits;
  private final TappedDepth depth = new TappedDepth();
  private int measured;
  private boolean told;

  /** Takes ratios and window from the thresholds. */
  public ExplodingGradientRule(Thresholds thresholds) {
    growth = thresholds.get("growth");
    trend = thresholds.get("trend");
    ratio = thresholds.get("ratio");
    updateRatio = thresholds.get("update-ratio");
    warmup = thresholds.count("warmup");
    hits =
        new HitWindow(
            thresholds.count("window"), thresholds.get("share"), thresholds.count("short-window"));
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    depth.add(step.forward());
    measured++;
    if (measured <= warmup) {
      return null;
    }
    DepthProfile weights = DepthProfile.of(step.parameters(), DepthProfile.Kind.WEIGHT);
    DepthProfile biases = DepthProfile.of(step.parameters(), DepthProfile.Kind.BIAS);
    DepthProfile growing = grows(weights) ? weights : grows(biases) ? biases : null;
    int giant = growing == null ? giant(step, weights) : -1;
    hits.add(growing != null || giant >= 0);
    told &= !hits.isCalm();
    if (told || !hits.isFull() || (growing == null && giant < 0)) {
      return null;
    }
    told = true;
    return growing != null ? growthVerdict(step, growing) : giantVerdict(step, weights, giant);
  }

  private boolean grows(DepthProfile profile) {
    return profile.size() >= LEAST_LAYERS
        && profile.inputThird() > growth * profile.outputThird()
        && profile.growthTowardsInput() >= trend;
  }

  /** The place in the profile of a layer that dwarfs the others; -1 where there is none. */
  private int giant(MeasuredStep step, DepthProfile weights) {
    if (weights.size() < LEAST_LAYERS || !step.updatesMeasured()) {
      return -1;
    }
    for (int i = 0; i < weights.size(); i++) {
      if (weights.value(i) > ratio * weights.median()
          && step.parameters().get(weights.index(i)).updateRatio() > updateRatio) {
        return i;
      }
    }
    return -1;
  }

  private Verdict growthVerdict(MeasuredStep step, DepthProfile profile) {
    int worst = 0;
    while (profile.value(worst) < NEARLY * profile.largest()) {
      worst++;
    }
    double measuredGrowth = profile.inputThird() / profile.outputThird();
    String name = layerName(step, profile.index(worst));
    return verdict(
            name,
            "Gradients grow "
                + Numbers.shown(measuredGrowth)
                + " times from the last layers to the first; the largest is at "
                + name
                + " (RMS "
                + Numbers.shown(profile.value(worst))
                + ")."
                + depth.shown(false))
        .measured(measuredGrowth, growth);
  }

  private Verdict giantVerdict(MeasuredStep step, DepthProfile weights, int giant) {
    double relative = weights.value(giant) / weights.median();
    String name = step.parameters().get(weights.index(giant)).parameter().name();
    return verdict(
            name,
            "The gradient of "
                + name
                + " is "
                + Numbers.shown(relative)
                + " times the median of all layers, and each step changes its weights by "
                + Numbers.shown(step.parameters().get(weights.index(giant)).updateRatio())
                + " of their size."
                + depth.shown(false))
        .measured(relative, ratio);
  }

  private static Verdict verdict(String name, String message) {
    return Verdict.of(
        Severity.WARNING,
        name,
        Where.BACKWARD,
        message,
        "Initialise with a smaller scale made for the activation (Xavier, He), add normalisation or"
            + " residual connections, or clip the gradient's norm.");
  }

  /** The layer's first trained parameter, which its user knows it by. */
  private static String layerName(MeasuredStep step, int index) {
    ParameterMeasurement at = step.parameters().get(index);
    String block = at.parameter().block();
    for (ParameterMeasurement other : step.parameters()) {
      if (!block.isEmpty() && other.trainable() && other.parameter().block().equals(block)) {
        return other.parameter().name();
      }
    }
    return at.parameter().name();
  }
}
