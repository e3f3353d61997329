package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.FailureObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Subjects;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The training loop eats exceptions: batches are skipped and nobody hears of it. */
public final class SwallowedFailureRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "swallowed-failure",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "Exceptions are thrown inside the training loop and swallowed.",
          "the training protocol",
          List.of(
              new Threshold(
                  "failures",
                  2,
                  1,
                  1e6,
                  "failures in one phase of the step from which on it is a WARNING; before,"
                      + " INFO"),
              new Threshold(
                  "share", 0.01, 0, 1, "batches left out of all, below which it stays INFO")));

  private static final int LONGEST = 160;

  private final int failures;
  private final double share;
  private final Map<String, Integer> seen = new HashMap<>();
  private final LeftOutBatches leftOut = new LeftOutBatches();

  /** Takes its thresholds. */
  public SwallowedFailureRule(Thresholds thresholds) {
    failures = thresholds.count("failures");
    share = thresholds.get("share");
  }

  @Override
  public Verdict onFailure(FailureObservation failure) {
    int count = seen.merge(failure.phase, 1, Integer::sum);
    boolean batch = failure.phase.equals("batch");
    int different = batch ? leftOut.add(shown(failure.failure), failure.batches) : count;
    // Whoever leaves out a row in thousands does it on purpose.
    boolean few = different < failures || batch && count < share * failure.batches;
    Severity severity = few ? Severity.INFO : Severity.WARNING;
    return Verdict.of(
            severity,
            failure.phase,
            failure.location.isEmpty() ? Where.NOWHERE : Where.HERE,
            (batch
                    ? count
                        + " of "
                        + failure.batches
                        + (failure.batches == 1 ? " batch" : " batches")
                        + (count == 1 ? " was" : " were")
                        + " left out of training, by an exception before backward: "
                    : what(failure.phase)
                        + " failed "
                        + Subjects.counted(count, "time")
                        + " and training went on without that batch: ")
                + shown(failure.failure),
            "Find out why it fails and repair that; where a batch has to be skipped, catch only"
                + " what is expected, and count and report it.")
        .measured(count, failures)
        .counted()
        .at(failure.location);
  }

  private static String what(String phase) {
    return switch (phase) {
      case "data" -> "Getting a batch";
      case "loss" -> "The loss";
      case "step" -> "The optimizer step";
      case "" -> "A call";
      default -> Character.toUpperCase(phase.charAt(0)) + phase.substring(1);
    };
  }

  /** The first line of what was thrown, ended as a sentence. */
  private static String shown(Throwable failure) {
    if (failure == null) {
      return "unknown.";
    }
    String message = failure.getMessage();
    String first = message == null ? "" : message.strip().lines().findFirst().orElse("");
    String text = failure.getClass().getSimpleName() + (first.isEmpty() ? "" : ": " + first);
    String cut = text.length() > LONGEST ? text.substring(0, LONGEST) + "..." : text;
    return cut.endsWith(".") ? cut : cut + ".";
  }
}
