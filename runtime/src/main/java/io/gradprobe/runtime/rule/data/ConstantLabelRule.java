package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.MeasuredStep;
import java.util.List;

/**
 * Every label is the same: there is nothing to learn.
 *
 * <p>Targets that the program sets itself are constant by right: ones for what a discriminator is
 * to take for real, zeros for a residual. So outside of classification into three classes or more,
 * only labels from a dataset are judged, and of a dataset whose size is known, all of it. A loss of
 * the program's own may well ignore the labels of a dataset that had to have some: that is an INFO.
 */
public final class ConstantLabelRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "constant-label",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "Every label is the same.",
          "minimum and maximum of the labels",
          List.of(
              new Threshold("samples", 500, 2, 1e12, "samples seen, at least"),
              new Threshold("batches", 15, 1, 1e9, "measured batches, at least")));

  private static final int CLASSES = 3;

  private final int samples;
  private final int batches;
  private final LabelHistory history = new LabelHistory();
  private boolean told;

  /** Takes its limits from the thresholds. */
  public ConstantLabelRule(Thresholds thresholds) {
    samples = thresholds.count("samples");
    batches = thresholds.count("batches");
  }

  @Override
  public Verdict onMeasured(MeasuredStep step) {
    // Of several backwards (the two sides of a GAN, say) only the first one's labels are known.
    boolean partial = step.record().backwards() > 1;
    if (told || partial || step.forward().labels() == null) {
      return null;
    }
    history.add(step.forward());
    LossInfo loss = step.forward().loss();
    boolean classification = loss.kind() == LossInfo.Kind.SOFTMAX && loss.classes() >= CLASSES;
    boolean judged = classification || history.datasetSamples > 1;
    boolean enough =
        history.samples >= Math.max(samples, history.datasetSamples) && history.batches >= batches;
    if (!judged || !enough || history.odd || !history.isConstant()) {
      return null;
    }
    told = true;
    return Verdict.of(
            readsLabels(loss) ? Severity.WARNING : Severity.INFO,
            step.forward().labels().name(),
            Where.BACKWARD,
            "All labels of "
                + history.samples
                + " samples are the same"
                + (step.forward().labels().oneHot() ? "" : " (" + Numbers.shown(history.min) + ")")
                + ": a constant answer is right for all of them.",
            "Look at how labels are read: a wrong column, a failed parse that gives 0, or a filter"
                + " that keeps one class.")
        .measured(1, 1);
  }

  /** Whether the framework's loss was given the labels, whatever was done to its result. */
  private static boolean readsLabels(LossInfo loss) {
    return loss.certain() || (loss.kind() != LossInfo.Kind.OTHER && loss.outputs() > 0);
  }
}
