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
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.List;

/**
 * The first losses are many times what a model that knows nothing gives: the logarithm of the
 * number of classes. Where the factor is about the batch's size, the loss is summed over the batch:
 * a hint at most where it is guessed from operations that the loss is a cross-entropy. What a
 * program multiplies a loss by otherwise (to keep small gradients from vanishing) is legal, and so
 * is a small first loss: the model may have been trained before.
 */
public final class InitialLossOffRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "initial-loss-off",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "The first loss is many times what the loss function gives an untrained model.",
          "log C of an untrained softmax; Karpathy, A Recipe for Training Neural Networks, 2019",
          List.of(
              new Threshold("times", 20, 2, 1e9, "times the loss of a model that knows nothing"),
              new Threshold(
                  "times-summed", 6, 2, 1e9, "the same where the factor is about the batch size")));

  private static final int FIRST = 3;
  private static final double LEAST_OF_BATCH = 0.75;
  private static final double MOST_OF_BATCH = 2;

  private final double times;
  private final double timesSummed;
  private final double[] first = new double[FIRST];
  private int seen;
  private long batch;
  private boolean done;

  /** Takes its factors from the thresholds. */
  public InitialLossOffRule(Thresholds thresholds) {
    times = thresholds.get("times");
    timesSummed = thresholds.get("times-summed");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    if (batch == 0) {
      batch =
          step.forward().labels() != null
              ? step.forward().labels().samples()
              : step.record().batchSize();
    }
    return null;
  }

  @Override
  public Verdict onLosses(LossSeries series) {
    if (done) {
      return null;
    }
    if (seen == 0 && series.firstStep() > 0) {
      done = true;
      return null;
    }
    for (double loss : series.losses()) {
      if (!(loss > 0) || Double.isInfinite(loss)) {
        done = true;
        return null;
      }
      first[seen++] = loss;
      if (seen == FIRST) {
        done = true;
        return judge(series);
      }
    }
    return null;
  }

  private Verdict judge(LossSeries series) {
    LossInfo info = series.info();
    double chance = info.chance();
    double factor = first[0] / chance;
    // A framework's own mean that goes to backward as it is was not summed.
    boolean summed =
        batch > 1
            && !Chance.isKnown(info)
            && factor >= LEAST_OF_BATCH * batch
            && factor <= MOST_OF_BATCH * batch;
    double limit = summed ? timesSummed : times;
    boolean off = factor >= limit;
    for (double loss : first) {
      // What is gone at the second step was a cold start, and no concern.
      off &= loss >= limit / 2 * chance;
    }
    if (!off || !(summed || Chance.isKnown(info))) {
      return null;
    }
    String expected =
        info.kind() == LossInfo.Kind.BINARY ? "log 2" : "log " + info.classes() + " (the classes)";
    return Verdict.of(
            info.certain() ? Severity.WARNING : Severity.INFO,
            Subjects.LOSS,
            Where.BACKWARD,
            "The first loss is "
                + Numbers.shown(first[0])
                + ", about "
                + Math.round(factor)
                + " times "
                + expected
                + " = "
                + Numbers.shown(chance)
                + " that a model gives which knows nothing"
                + (summed
                    ? ", and the batch has " + batch + " samples: summed instead of averaged."
                    : "."),
            summed
                ? "Take the mean over the batch, so that the step does not grow with its size."
                : "Check the scale of the initial weights of the last layer and of the inputs, and"
                    + " whether the loss is a sum where a mean was meant.")
        .measured(first[0], limit * chance);
  }
}
