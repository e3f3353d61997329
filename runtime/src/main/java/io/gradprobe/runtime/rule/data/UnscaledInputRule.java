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
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A feature far from the scale that training needs: its mean is many times its deviation (years,
 * temperatures in kelvin), or its root mean square is many times the other features'.
 *
 * <p>Small numbers are never unscaled, whatever their ratio, nor is a constant column. An input
 * that the model normalises or looks up in a table itself is passed over.
 */
public final class UnscaledInputRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "unscaled-input",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "A feature's mean or scale is far from the others'.",
          "mean over deviation and ratio of scales by feature; LeCun et al. 1998, Efficient"
              + " BackProp",
          List.of(
              new Threshold("mean", 10, 1, 1e30, "times its deviation that a mean may be"),
              new Threshold("mean-size", 20, 0, 1e30, "absolute mean that is never unscaled"),
              new Threshold("ratio", 300, 1, 1e30, "times the other features' median size"),
              new Threshold("ratio-size", 100, 0, 1e30, "size that is never too large a ratio"),
              new Threshold("samples", 256, 2, 1e12, "samples seen, at least"),
              new Threshold("batches", 5, 1, 1e9, "measured batches, at least")));

  private static final int MOST_INPUTS = 16;

  /** A block before the first layer that makes numbers so many times smaller normalises. */
  private static final double NORMALISES = 0.1;

  private final double mean;
  private final double meanSize;
  private final double ratio;
  private final double ratioSize;
  private final int samples;
  private final int batches;
  private final Map<String, FeatureHistory> histories = new HashMap<>();

  /** Takes its limits from the thresholds. */
  public UnscaledInputRule(Thresholds thresholds) {
    mean = thresholds.get("mean");
    meanSize = thresholds.get("mean-size");
    ratio = thresholds.get("ratio");
    ratioSize = thresholds.get("ratio-size");
    samples = thresholds.count("samples");
    batches = thresholds.count("batches");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    Verdict verdict = null;
    for (InputMeasurement input : step.forward().inputs()) {
      boolean known = histories.containsKey(input.name());
      boolean done = known && histories.get(input.name()) == null;
      boolean judged = input.features() != null && input.samples() > 0 && input.isFloat();
      if (!judged || done || (!known && histories.size() >= MOST_INPUTS)) {
        continue;
      }
      FeatureHistory history =
          histories.computeIfAbsent(input.name(), name -> new FeatureHistory());
      history.add(input.features(), input.samples());
      if (verdict == null && history.samples >= samples && history.batches >= batches) {
        histories.put(input.name(), null);
        verdict = treatsItself(step.forward(), input) ? null : judge(input.name(), history);
      }
    }
    return verdict;
  }

  /** Whether the model scales its input, or takes it as indices, before its first layer. */
  private static boolean treatsItself(ForwardMeasurement forward, InputMeasurement input) {
    int layer = firstLayer(forward);
    for (BlockMeasurement b : forward.blocks()) {
      if (b.isFunction() || b.order() > layer) {
        continue;
      }
      boolean scales =
          b.parameters() == 0
              && b.output() != null
              && b.output().absMax <= NORMALISES * input.stats().absMax;
      if (scales || b.type().contains("Norm") || b.type().contains("Embedding")) {
        return true;
      }
    }
    return false;
  }

  /** Order of the first output that depends on parameters. */
  private static int firstLayer(ForwardMeasurement forward) {
    int first = Integer.MAX_VALUE;
    for (BlockMeasurement b : forward.blocks()) {
      if (!b.isFunction() && b.parameters() > 0) {
        first = Math.min(first, b.order());
      }
    }
    return first;
  }

  private Verdict judge(String name, FeatureHistory history) {
    int worst = -1;
    double worstScore = 0;
    int concerned = 0;
    double usual = medianSize(history);
    for (int f = 0; f < history.size(); f++) {
      if (history.isOdd(f) || history.isConstant(f)) {
        continue;
      }
      double score = Math.max(meanScore(history, f), sizeScore(history, f, usual));
      if (score > 1) {
        concerned++;
      }
      if (score > worstScore) {
        worst = f;
        worstScore = score;
      }
    }
    return concerned == 0 ? null : verdict(name, history, worst, concerned, usual);
  }

  /** Over 1 where the mean is too many deviations from zero. */
  private double meanScore(FeatureHistory history, int f) {
    double size = Math.abs(history.mean(f));
    return size > meanSize ? size / (mean * history.deviation(f)) : 0;
  }

  /** Over 1 where the feature is too many times as large as the others. */
  private double sizeScore(FeatureHistory history, int f, double usual) {
    double size = history.rms(f);
    return size > ratioSize && usual > 0 ? size / (ratio * usual) : 0;
  }

  /** Median size of the features that vary; 0 where fewer than two do. */
  private static double medianSize(FeatureHistory history) {
    double[] sizes = new double[history.size()];
    int count = 0;
    for (int f = 0; f < sizes.length; f++) {
      if (!history.isOdd(f) && !history.isConstant(f)) {
        sizes[count++] = history.rms(f);
      }
    }
    if (count < 2) {
      return 0;
    }
    Arrays.sort(sizes, 0, count);
    return sizes[(count - 1) / 2];
  }

  private Verdict verdict(String name, FeatureHistory history, int f, int concerned, double usual) {
    boolean byMean = meanScore(history, f) >= sizeScore(history, f, usual);
    boolean whole = 2 * concerned > history.size() && history.size() > 1;
    double value =
        byMean ? Math.abs(history.mean(f)) / history.deviation(f) : history.rms(f) / usual;
    return Verdict.of(
            Severity.WARNING,
            whole ? name : name + "[" + f + "]",
            Where.FORWARD,
            "Feature "
                + f
                + " of "
                + name
                + " has mean "
                + Numbers.shown(history.mean(f))
                + " and standard deviation "
                + Numbers.shown(history.deviation(f))
                + (byMean
                    ? ": it varies by little about a large number"
                    : ", " + Numbers.shown(value) + " times the other features' size")
                + (concerned > 1 ? " (and " + (concerned - 1) + " more like it)." : "."),
            "Standardise the feature: subtract its mean and divide by its standard deviation, both"
                + " from the training data.")
        .measured(value, byMean ? mean : ratio);
  }
}
