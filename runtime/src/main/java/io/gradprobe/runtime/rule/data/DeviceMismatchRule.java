package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import io.gradprobe.runtime.rule.Thresholds;
import java.util.List;

/** Input and parameters are on different devices, or a copy for another device was thrown away. */
public final class DeviceMismatchRule extends Rule {

  /** The catalogue's line. */
  public static final RuleInfo INFO =
      new RuleInfo(
          "device-mismatch",
          RuleInfo.Group.DATA,
          Severity.WARNING,
          false,
          "Input and parameters are on different devices, or a device copy was thrown away.",
          "the training protocol",
          List.of(
              new Threshold(
                  "copies",
                  2,
                  1,
                  1e6,
                  "copies that were made and never used, while their sources went into training")));

  private final int copies;
  private int dropped;

  /** Takes its thresholds. */
  public DeviceMismatchRule(Thresholds thresholds) {
    copies = thresholds.count("copies");
  }

  @Override
  public Verdict onOperation(OperationObservation operation) {
    return switch (operation.kind) {
      case OTHER_DEVICE -> otherDevice(operation);
      case COPY_DROPPED -> ++dropped < copies ? null : copyDropped(operation);
      default -> null;
    };
  }

  private static Verdict otherDevice(OperationObservation operation) {
    String subject = subject(operation);
    return Verdict.of(
            Severity.WARNING,
            subject,
            Where.FORWARD,
            subject
                + " is on "
                + operation.device
                + ", the parameters are on "
                + operation.expectedDevice
                + ".",
            "Move the batch to the model's device, or make it with a manager of that device.")
        .at(operation.location);
  }

  private Verdict copyDropped(OperationObservation operation) {
    String subject = subject(operation);
    return Verdict.of(
            Severity.WARNING,
            subject,
            Where.FORWARD,
            "toDevice made a copy of "
                + subject
                + " on "
                + operation.device
                + " that nobody used: the forward took the original on "
                + operation.expectedDevice
                + ".",
            "Go on with the array that toDevice returns; it does not move its source.")
        .measured(dropped, copies)
        .at(operation.location);
  }

  private static String subject(OperationObservation operation) {
    return operation.operand.isEmpty() ? "input" : operation.operand;
  }
}
