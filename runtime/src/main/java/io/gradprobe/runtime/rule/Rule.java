package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.observe.ActivationObservation;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.CheckpointObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.observe.FailureObservation;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.observe.FreezeObservation;
import io.gradprobe.runtime.observe.GradientCheckObservation;
import io.gradprobe.runtime.observe.LossObservation;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.observe.ReplacedObservation;
import io.gradprobe.runtime.observe.ReplicaObservation;
import io.gradprobe.runtime.observe.RunEndObservation;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.observe.UnoptimizedObservation;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.MemoryRecord;

/**
 * A rule looks at observations of one run and may return a verdict. It does no I/O, has no clock of
 * its own, and keeps only its own small state; one instance belongs to one run.
 *
 * <p>A rule that overrides a method called on the training thread must be cheap there: no
 * allocation while nothing is wrong. Observations are filled anew for each call, so a rule never
 * keeps one. {@link #onMeasured}, {@link #onLosses}, {@link #onEpoch} and {@link #onMemory} are
 * called on the observer thread; a rule overrides methods of one thread only.
 */
public abstract class Rule {

  /** An outermost forward has ended. */
  public Verdict onForward(ForwardObservation forward) {
    return null;
  }

  /** A backward begins. */
  public Verdict onBackwardBegin(BackwardObservation backward) {
    return null;
  }

  /** A backward has thrown. Asked before {@link #onBackwardEnd}, and never while all is well. */
  public Verdict onBackwardFailed(BackwardObservation backward) {
    return null;
  }

  /** A backward has ended or thrown. */
  public Verdict onBackwardEnd(BackwardObservation backward) {
    return null;
  }

  /** Gradients have been cleared by the user's program. */
  public Verdict onClear(ClearObservation clear) {
    return null;
  }

  /** Gradients have been clipped or scaled by the user's program. */
  public Verdict onClip(ClipObservation clip) {
    return null;
  }

  /** A step begins; nothing has been updated yet. */
  public Verdict onStepBegin(StepObservation step) {
    return null;
  }

  /** A step has ended. */
  public Verdict onStepEnd(StepObservation step) {
    return null;
  }

  /** A parameter was written outside any step. */
  public Verdict onWrite(WriteObservation write) {
    return null;
  }

  /** The first block whose output is not finite. */
  public Verdict onActivation(ActivationObservation activation) {
    return null;
  }

  /** An operation of a training forward that may prove a fault by itself. */
  public Verdict onOperation(OperationObservation operation) {
    return null;
  }

  /** A loss was computed from labels, or could not be. */
  public Verdict onLoss(LossObservation loss) {
    return null;
  }

  /** An exception was thrown in training and swallowed. */
  public Verdict onFailure(FailureObservation failure) {
    return null;
  }

  /** A freeze was undone. */
  public Verdict onFreeze(FreezeObservation freeze) {
    return null;
  }

  /** Parameters were loaded. */
  public Verdict onCheckpoint(CheckpointObservation checkpoint) {
    return null;
  }

  /** The optimizer updates an array that the model does not hold any more. */
  public Verdict onReplaced(ReplacedObservation replaced) {
    return null;
  }

  /** Replicas of a parameter differ after a step. */
  public Verdict onReplica(ReplicaObservation replica) {
    return null;
  }

  /** A step's gradients were compared with numerical derivatives. */
  public Verdict onGradientCheck(GradientCheckObservation check) {
    return null;
  }

  /** A parameter that gets gradients is never updated. */
  public Verdict onUnoptimized(UnoptimizedObservation unoptimized) {
    return null;
  }

  /** The run ends. */
  public Verdict onRunEnd(RunEndObservation end) {
    return null;
  }

  /** A step was measured. On the observer thread. */
  public Verdict onMeasured(MeasuredStep step) {
    return null;
  }

  /** The losses of some consecutive steps. On the observer thread. */
  public Verdict onLosses(LossSeries series) {
    return null;
  }

  /** An epoch has ended. On the observer thread. */
  public Verdict onEpoch(EpochRecord epoch) {
    return null;
  }

  /** The memory of the process, some times a second. On the observer thread. */
  public Verdict onMemory(MemoryRecord memory) {
    return null;
  }
}
