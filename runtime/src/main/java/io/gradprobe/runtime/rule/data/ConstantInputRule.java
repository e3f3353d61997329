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
 *
 * <p>Samples in the order of time have features that stay the same for long (a month). So where
 * nothing tells that the whole dataset was seen, neither its size nor that the first batch came
 * again, it is an INFO until {@code stream} samples were seen.
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
              new Threshold("stream", 10_000, 2, 1e12, "samples of a dataset of unknown size"),
              new Threshold("features", 48, 2, 4096, "features of an input that is judged, most"),
              new Threshold("few", 0.25, 0, 1, "share of constant features that is judged, most")));

  private static final int MOST_INPUTS = 16;

  private final int samples;
  private final int batches;
  private final int stream;
  private final int features;
  private final double few;
  private final Map<String, Seen> inputs = new HashMap<>();

  /** Takes its limits from the thresholds. */
  public ConstantInputRule(Thresholds thresholds) {
    samples = thresholds.count("samples");
    batches = thresholds.count("batches");
    stream = thresholds.count("stream");
    features = thresholds.count("features");
    few = thresholds.get("few");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    Verdict verdict = null;
    for (InputMeasurement input : step.forward().inputs()) {
      boolean judged =
          input.features() != null && input.features().size() <= features && input.samples() > 0;
      boolean known = inputs.containsKey(input.name());
      if (!judged || (!known && inputs.size() >= MOST_INPUTS)) {
        continue;
      }
      Seen seen = inputs.computeIfAbsent(input.name(), name -> new Seen(input.fingerprint()));
      if (seen.judged) {
        continue;
      }
      FeatureHistory history = seen.history;
      seen.cameRound |= history.batches >= batches && input.fingerprint() == seen.firstBatch;
      history.add(input.features(), input.samples());
      long enough = Math.max(samples, input.datasetSamples());
      if (verdict == null && history.samples >= enough && history.batches >= batches) {
        boolean whole = input.datasetSamples() > 0 || seen.cameRound || history.samples >= stream;
        if (whole || !seen.hinted) {
          seen.hinted = true;
          seen.judged = whole;
          verdict = judge(whole ? Severity.WARNING : Severity.INFO, input.name(), history);
        }
      }
    }
    return verdict;
  }

  private Verdict judge(Severity severity, String name, FeatureHistory history) {
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
            severity,
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

  /** One input so far. */
  private static final class Seen {
    final FeatureHistory history = new FeatureHistory();
    final long firstBatch;
    boolean cameRound;
    boolean hinted;
    boolean judged;

    Seen(long firstBatch) {
      this.firstBatch = firstBatch;
    }
  }
}
