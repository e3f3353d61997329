package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.custom.heap.BoundSlot;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.LossInfo;

/** The loss of a run's steps, from what methods return, variables hold, or backward begins from. */
final class StepLoss {
  private static final int LOSSES_TO_BE_CERTAIN = 16;

  private static final Call NO_CALL = new Call(null, null, null, null, null);

  private final Slots slots;
  private final Parameters parameters;
  private final TrainingRun run;
  private double sum;
  private long count;
  private Double latest;
  private boolean negative;
  private boolean certain;
  private int told;

  StepLoss(Slots slots, Parameters parameters, TrainingRun run) {
    this.slots = slots;
    this.parameters = parameters;
    this.run = run;
  }

  /** A forward has this loss. */
  void add(double value) {
    sum += value;
    count++;
  }

  /** The step that is about to be made has this loss: told with the next backward. */
  void set(double value) {
    latest = value;
  }

  /**
   * A cycle begins.
   *
   * @param usualBackwards how many the cycle before has had
   */
  void cycleBegins(int usualBackwards) {
    if (count > 0) {
      latest = sum / count;
    }
    // The loss of a forward before the first backward belongs to the cycle that begins.
    if (usualBackwards > 1) {
      forget();
    }
  }

  private void forget() {
    sum = 0;
    count = 0;
  }

  /** The loss that backward begins from; null where it is not known. */
  Double of(Call call, int usualBackwards) {
    Object target = call.receiver() == null ? call.a() : call.receiver();
    if (target != null && !parameters.isOwner(target)) {
      for (BoundSlot slot : slots.inObjects()) {
        Double only = slot.onlyNumber(target);
        if (only != null) {
          return only;
        }
      }
    }
    if (usualBackwards > 1) {
      return latest;
    }
    Double loss = count > 0 ? (Double) (sum / count) : latest;
    forget();
    return loss;
  }

  /** The loss of a step whose backward can't be seen; null where it is not known. */
  Double ofUnseen(int usualBackwards) {
    return usualBackwards > 1 ? latest : of(NO_CALL, usualBackwards);
  }

  /**
   * A loss that is never negative is to fall. What may be negative may be a likelihood or a reward,
   * which programs climb on purpose.
   */
  void note(Double loss) {
    if (loss == null) {
      return;
    }
    negative |= loss < 0;
    told++;
    if (negative ? certain : told == LOSSES_TO_BE_CERTAIN) {
      certain = !negative;
      run.lossEvaluated(
          new LossInfo("loss", LossInfo.Kind.OTHER, -1, -1, false, certain), null, null, 0);
    }
  }
}
