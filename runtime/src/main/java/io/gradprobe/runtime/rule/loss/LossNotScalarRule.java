package io.gradprobe.runtime.rule.loss;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.ArrayList;
import java.util.List;

/** Backward is called on a tensor of several elements, whose sum the engine takes silently. */
public final class LossNotScalarRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "loss-not-scalar",
          RuleInfo.Group.LOSS,
          Severity.WARNING,
          false,
          "Backward on a tensor of several elements, silently summed.",
          "the engine's seed of ones",
          List.of(new Threshold("shapes", 4, 1, 1000, "different shapes that are told")));

  private final int shapes;
  private final List<String> told = new ArrayList<>();

  /** Takes its count from the threshold. */
  public LossNotScalarRule(Thresholds thresholds) {
    shapes = thresholds.count("shapes");
  }

  @Override
  public Verdict onBackwardBegin(BackwardObservation backward) {
    if (backward.targetElements <= 1
        || told.size() >= shapes
        || told.contains(backward.targetShape)) {
      return null;
    }
    told.add(backward.targetShape);
    return Verdict.of(
            Severity.WARNING,
            Subjects.LOSS,
            Where.HERE,
            "Backward is called on a tensor of "
                + backward.targetElements
                + " elements"
                + (backward.targetShape.isEmpty() ? "" : " of shape " + backward.targetShape)
                + ", so the gradient is that of their sum and grows with their number.",
            "Take the mean (or the sum, if that is meant) before backward.")
        .measured(backward.targetElements, 1);
  }
}
