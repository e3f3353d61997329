package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A feature that is the same number in every sample, among features that vary.
 *
 * <p>A constant column is legal in many inputs: the one of an intercept, words that do not occur,
 * the border of an image. So only inputs of few features are judged, at most {@code few} of which
 * are constant; a column of ones is passed over, and one of zeros counts only where every other
 * feature goes through zero (a standardised table, not counts or one-hot codes).
 */
public final class ConstantInputRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "constant-input",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "A feature is the same number in every sample.",
          "minimum and maximum by feature",
          List.of(
              new Threshold("samples", 1000, 2, 1e12, "samples seen, at least"),
              new Threshold("batches", 20, 1, 1e9, "measured batches, at least"),
              new Threshold("features", 48, 2, 4096, "features of an input that is judged, most"),
              new Threshold("few", 0.25, 0, 1, "share of constant features that is judged, most")));

  private static final int MOST_INPUTS = 16;

  private final int samples;
  private final int batches;
  private final int features;
  private final double few;
  private final Map<String, FeatureHistory> histories = new HashMap<>();

  /** Takes its limits from the thresholds. */
  public ConstantInputRule(Thresholds thresholds) {
    samples = thresholds.count("samples");
    batches = thresholds.count("batches");
    features = thresholds.count("features");
    few = thresholds.get("few");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    Verdict verdict = null;
    for (InputMeasurement input : step.forward().inputs()) {
      boolean judged =
          input.features() != null && input.features().size() <= features && input.samples() > 0;
      boolean known = histories.containsKey(input.name());
      if (!judged || (!known && histories.size() >= MOST_INPUTS)) {
        continue;
      }
      if (known && histories.get(input.name()) == null) {
        continue;
      }
      FeatureHistory history =
          histories.computeIfAbsent(input.name(), name -> new FeatureHistory());
      history.add(input.features(), input.samples());
      long enough = Math.max(samples, input.datasetSamples());
      if (verdict == null && history.samples >= enough && history.batches >= batches) {
        histories.put(input.name(), null);
        verdict = judge(input.name(), history);
      }
    }
    return verdict;
  }

  private Verdict judge(String name, FeatureHistory history) {
    int constant = 0;
    boolean dense = true;
    for (int f = 0; f < history.size(); f++) {
      if (history.isOdd(f)) {
        return null;
      }
      constant += history.isConstant(f) ? 1 : 0;
      dense &= history.isConstant(f) || (history.min(f) < 0 && history.max(f) > 0);
    }
    boolean isFew = constant > 0 && constant <= Math.max(1, few * history.size());
    if (!isFew || history.size() - constant < 2) {
      return null;
    }
    int first = -1;
    int told = 0;
    for (int f = 0; f < history.size(); f++) {
      double value = history.min(f);
      if (history.isConstant(f) && value != 1 && (value != 0 || dense)) {
        first = first < 0 ? f : first;
        told++;
      }
    }
    if (first < 0) {
      return null;
    }
    return Verdict.of(
            Severity.WARNING,
            name + "[" + first + "]",
            Where.FORWARD,
            "Feature "
                + first
                + " of "
                + name
                + (told > 1 ? " and " + (told - 1) + " more are each" : " is")
                + " one and the same number in "
                + history.samples
                + " samples ("
                + Numbers.shown(history.min(first))
                + "), while the others vary.",
            "Look at how this feature is read and normalised; leave it out if it really is"
                + " constant.")
        .measured(history.deviation(first), 0);
  }
}
