package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A hidden layer's tanh or sigmoid is driven to its ends: for most of its units (lower bound,
 * Wilson 95 %) the mean derivative over the batch is below a hundredth of the largest possible one,
 * on some measured steps running, while the loss has not converged.
 *
 * <p>Output layers may saturate (a sure answer), and so may gates: a sigmoid counts only where it
 * is a layer of its own.
 */
public final class SaturatedActivationRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "saturated-activation",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "Most of a layer's sigmoids or tanhs are at their ends, where nothing is learned.",
          "mean derivative by unit; Glorot & Bengio 2010",
          List.of(
              new Threshold("share", 0.65, 0, 1, "share of units that its lower bound exceeds"),
              new Threshold("steps", 20, 1, 1e6, "measured steps running"),
              new Threshold(
                  "converged", 0.02, 0, 1, "share of the first losses at which all is learned")));

  private static final int LEAST_UNITS = 4;
  private static final int MOST = 1024;

  /** Losses at the begin that later ones are compared with. */
  private static final int FIRST = 5;

  private final double share;
  private final int steps;
  private final double converged;
  private final Map<String, Layer> layers = new HashMap<>();
  private double firstLosses;
  private int losses;
  private double recent = Double.NaN;

  /** Takes its limits from the thresholds. */
  public SaturatedActivationRule(Thresholds thresholds) {
    share = thresholds.get("share");
    steps = thresholds.count("steps");
    converged = thresholds.get("converged");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    noteLoss(step.record().loss());
    ForwardMeasurement forward = step.forward();
    int last = Forwards.lastLayer(forward);
    if (last < 0) {
      return null;
    }
    Map<String, Integer> calls = new LinkedHashMap<>();
    Verdict verdict = null;
    for (BlockMeasurement b : forward.blocks()) {
      if (!isHidden(b, last)) {
        continue;
      }
      String key = b.block() + '\n' + b.function() + calls.merge(b.block(), 1, Integer::sum);
      Layer layer = layers.get(key);
      if (layer == null) {
        if (layers.size() >= MOST) {
          continue;
        }
        layer = new Layer();
        layers.put(key, layer);
      }
      int units = b.units().length;
      double saturated = b.saturatedFraction();
      boolean hit = Wilson.lower(saturated * units, units) > share && !hasConverged();
      layer.running = hit ? layer.running + 1 : 0;
      layer.told &= saturated >= share / 2;
      if (layer.running >= steps && !layer.told) {
        layer.told = true;
        verdict = verdict == null ? verdict(b, saturated, layer.running) : verdict;
      }
    }
    return verdict;
  }

  private static boolean isHidden(BlockMeasurement b, int last) {
    boolean tanh = b.function().equals("tanh");
    boolean layer = b.function().equals("sigmoid") && b.leaf() && b.parameters() == 0;
    return (tanh || layer)
        && b.order() < last
        && b.units() != null
        && b.units().length >= LEAST_UNITS;
  }

  private void noteLoss(double loss) {
    if (Double.isNaN(loss) || Double.isInfinite(loss)) {
      return;
    }
    if (losses < FIRST) {
      losses++;
      firstLosses += (loss - firstLosses) / losses;
    }
    recent = Double.isNaN(recent) ? loss : recent + (loss - recent) / FIRST;
  }

  private boolean hasConverged() {
    return firstLosses > 0 && recent < converged * firstLosses;
  }

  private Verdict verdict(BlockMeasurement b, double saturated, int running) {
    return Verdict.of(
            Severity.WARNING,
            b.block(),
            Where.FORWARD,
            Numbers.percent(saturated)
                + " of the "
                + b.units().length
                + " units of the "
                + b.function()
                + " in "
                + b.block()
                + " have been at its ends on "
                + running
                + " measured steps running, where its derivative is below a hundredth.",
            "Make what goes in smaller: standardise it, initialise for "
                + b.function()
                + ", lower the learning rate, or normalise before it.")
        .measured(saturated, share);
  }

  private static final class Layer {
    int running;
    boolean told;
  }
}
