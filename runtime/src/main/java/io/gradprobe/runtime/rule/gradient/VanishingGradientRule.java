package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;
import java.util.Arrays;
import java.util.List;

/**
 * Layers whose gradient is tiny beside the other layers' and whose weights hardly move for it. Both
 * are needed: a small gradient alone is harmless where the optimizer rescales it, and small updates
 * alone are a matter of the learning rate. The last third of the layers is what the others are
 * compared with: where it is the small one, gradients do not fade, they explode.
 */
public final class VanishingGradientRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "vanishing-gradient",
          RuleInfo.Group.GRADIENT,
          Severity.WARNING,
          false,
          "Gradients fade along depth, so that layers near the input hardly learn.",
          "RMS by layer against the median of all layers and of the last third; AutoTrainer 2021",
          List.of(
              new Threshold(
                  "ratio", 1e-4, 0, 1, "layer's RMS over the median, of all or of the last third"),
              new Threshold("update-ratio", 1e-7, 0, 1, "RMS of the update over RMS of the weight"),
              new Threshold("warmup", 10, 0, 1e6, "first measured steps that do not count"),
              new Threshold("window", 50, 2, 64, "measured steps looked at"),
              new Threshold("share", 0.9, 0.5, 1, "share of them that must show it"),
              new Threshold(
                  "short-window", 20, 2, 64, "steps that are enough early on if all show it")));

  private static final int LEAST_LAYERS = 4;

  /** Where the update is not measured, the gradient must be that much smaller still. */
  private static final double UNMEASURED = 0.01;

  private final double ratio;
  private final double updateRatio;
  private final int warmup;
  private final int window;
  private final double share;
  private final int shortWindow;
  private final LossProgress loss = new LossProgress();
  private final TappedDepth depth = new TappedDepth();
  private HitWindow[] hits = new HitWindow[0];
  private double[] updates = new double[0];
  private int measured;
  private boolean told;

  /** Takes ratios and window from the thresholds. */
  public VanishingGradientRule(Thresholds thresholds) {
    ratio = thresholds.get("ratio");
    updateRatio = thresholds.get("update-ratio");
    warmup = thresholds.count("warmup");
    window = thresholds.count("window");
    share = thresholds.get("share");
    shortWindow = thresholds.count("short-window");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    loss.add(step.record().loss());
    depth.add(step.forward());
    rememberUpdates(step);
    measured++;
    DepthProfile profile = DepthProfile.of(step.parameters(), DepthProfile.Kind.WEIGHT);
    boolean judgeable =
        measured > warmup
            && profile.size() >= LEAST_LAYERS
            && step.record().learningRate() != 0
            && !loss.isConverged();
    if (!judgeable) {
      return null;
    }
    double reference = Math.max(profile.median(), profile.outputThird());
    int first = -1;
    int concerned = 0;
    boolean calm = true;
    for (int i = 0; i < profile.size(); i++) {
      HitWindow layer = hits[profile.index(i)];
      boolean beforeOutput = i < profile.size() - profile.third();
      layer.add(beforeOutput && isStarved(profile.index(i), profile.value(i) / reference));
      calm &= layer.isCalm();
      if (layer.isFull()) {
        first = first < 0 ? i : first;
        concerned++;
      }
    }
    told &= !calm;
    if (first < 0 || told) {
      return null;
    }
    told = true;
    return verdict(step, profile, first, concerned, reference);
  }

  private void rememberUpdates(MeasuredStep step) {
    int count = step.parameters().size();
    int known = hits.length;
    if (known < count) {
      hits = Arrays.copyOf(hits, count);
      updates = Arrays.copyOf(updates, count);
      for (int i = known; i < count; i++) {
        hits[i] = new HitWindow(window, share, shortWindow);
        updates[i] = Double.NaN;
      }
    }
    if (step.updatesMeasured()) {
      for (int i = 0; i < count; i++) {
        updates[i] = step.parameters().get(i).updateRatio();
      }
    }
  }

  private boolean isStarved(int parameter, double relative) {
    double update = updates[parameter];
    return Double.isNaN(update)
        ? relative < ratio * UNMEASURED
        : relative < ratio && update < updateRatio;
  }

  private Verdict verdict(
      MeasuredStep step, DepthProfile profile, int first, int concerned, double reference) {
    ParameterMeasurement parameter = step.parameters().get(profile.index(first));
    String name = parameter.parameter().name();
    double relative = profile.value(first) / reference;
    return Verdict.of(
            Severity.WARNING,
            name,
            Where.BACKWARD,
            "The gradient of "
                + Subjects.andMore(name, concerned)
                + " is "
                + Numbers.shown(relative)
                + " times that of the other layers (RMS "
                + Numbers.shown(profile.value(first))
                + "), too small to move the weights."
                + depth.shown(true),
            "Use activations that do not saturate (ReLU, GELU), normalisation or residual"
                + " connections, and an initialisation made for the activation.")
        .measured(relative, ratio);
  }
}
