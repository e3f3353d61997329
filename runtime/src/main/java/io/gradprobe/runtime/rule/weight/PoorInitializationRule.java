package io.gradprobe.runtime.rule.weight;

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
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import java.util.List;

/**
 * Weights that can't be trained from where they start.
 *
 * <p>Symmetry is proven, not guessed: all rows (units) of the weight are the same bits <em>and</em>
 * so are all rows of its gradient, so every step leaves them alike for ever. Zeros in a last layer,
 * in one factor of two, or in a residual branch have different gradients and are legal.
 *
 * <p>Scale is judged at the run's first step: a weight matrix multiplies the size of what passes it
 * by about its root mean square times the square root of its inputs (He et al. 2015); for a layer
 * that is to be trained this gain is near one.
 */
public final class PoorInitializationRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "poor-initialization",
          RuleInfo.Group.WEIGHT,
          Severity.WARNING,
          false,
          "Weights start all alike, or at a scale that kills or explodes the first forward.",
          "symmetry of weight and gradient; gain of a layer, He et al. 2015",
          List.of(
              new Threshold("largest-gain", 40, 2, 1e9, "times a layer multiplies its input"),
              new Threshold(
                  "smallest-gain", 1e-4, 0, 0.5, "the same where it is not exactly zero")));

  private final double largest;
  private final double smallest;

  /** Takes its limits from the thresholds. */
  public PoorInitializationRule(Thresholds thresholds) {
    largest = thresholds.get("largest-gain");
    smallest = thresholds.get("smallest-gain");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    Verdict symmetric = symmetric(step);
    return symmetric != null || step.record().step() > 0 ? symmetric : scale(step);
  }

  private static Verdict symmetric(MeasuredStep step) {
    String first = null;
    int concerned = 0;
    for (ParameterMeasurement p : step.parameters()) {
      if (p.symmetric() && p.parameter().role().equals("weight")) {
        first = first == null ? p.parameter().name() : first;
        concerned++;
      }
    }
    return first == null
        ? null
        : Verdict.of(
            Severity.WARNING,
            first,
            Where.BEGIN,
            "All units of "
                + Subjects.andMore(first, concerned)
                + " have the same weights and the same gradients: they stay one unit for ever.",
            "Draw the initial weights at random (Xavier, He), not from a constant.");
  }

  private Verdict scale(MeasuredStep step) {
    for (ParameterMeasurement p : step.parameters()) {
      double gain = gain(p);
      boolean explodes = gain > largest;
      boolean kills = gain > 0 && gain < smallest;
      if (explodes || kills) {
        return Verdict.of(
                Severity.WARNING,
                p.parameter().name(),
                Where.BEGIN,
                p.parameter().name()
                    + " starts with a root mean square of "
                    + Numbers.shown(p.weightRms())
                    + ", so its layer multiplies what passes it by about "
                    + Numbers.shown(gain)
                    + ".",
                "Scale the initial weights to the layer's inputs (Xavier, He): one over the square"
                    + " root of their number.")
            .measured(gain, explodes ? largest : smallest);
      }
    }
    return null;
  }

  /** Times that the layer multiplies the size of its input; NaN where it is no matrix. */
  private static double gain(ParameterMeasurement p) {
    ParameterInfo info = p.parameter();
    boolean matrix = info.role().equals("weight") && info.shape().contains(",");
    boolean trained = p.trainable() && p.gradient() != null;
    String block = info.block();
    // A table's rows are looked up, not multiplied.
    if (!matrix || !trained || block.contains("Embedding")) {
      return Double.NaN;
    }
    long rows = firstSize(info.shape());
    return rows < 1 ? Double.NaN : p.weightRms() * Math.sqrt((double) info.elements() / rows);
  }

  private static long firstSize(String shape) {
    String digits = shape.substring(1, shape.indexOf(',')).trim();
    try {
      return Long.parseLong(digits);
    } catch (NumberFormatException e) {
      return -1;
    }
  }
}
