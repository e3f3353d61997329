package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.observe.RunEndObservation;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.run.MeasuredStep;

/**
 * A rule looks at observations of one run and may return a verdict. It does no I/O, has no clock of
 * its own, and keeps only its own small state; one instance belongs to one run.
 *
 * <p>A rule that overrides a method called on the training thread (all but {@link #onMeasured})
 * must be cheap there: no allocation while nothing is wrong. Observations are filled anew for each
 * call, so a rule never keeps one. {@link #onMeasured} is called on the observer thread; a rule
 * overrides either it or the others, never both.
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

  /** The run ends. */
  public Verdict onRunEnd(RunEndObservation end) {
    return null;
  }

  /** A step was measured. */
  public Verdict onMeasured(MeasuredStep step) {
    return null;
  }
}
