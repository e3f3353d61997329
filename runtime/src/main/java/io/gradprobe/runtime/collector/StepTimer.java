package io.gradprobe.runtime.collector;

import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.run.StepRecord;

/**
 * The part of a collector that runs on the training thread, for evidence that must bear the
 * thread's own time and stack. Every method must cost next to nothing while nothing records.
 */
public interface StepTimer {

  /** Whether anything is recording now; where false, the other methods are not called. */
  boolean isOn();

  /** A phase begins on this thread. Returns a token for {@link #phaseEnd}; may be null. */
  Object phaseBegin(Phase phase);

  /** The phase has ended. */
  void phaseEnd(Object token, String run, long step, Phase phase);

  /** A step's first phase begins on this thread. Returns a token for {@link #stepEnd}. */
  Object stepBegin();

  /** The step has ended. */
  void stepEnd(Object token, StepRecord step);

  /** Something was found on this thread; the caller's stack is the user's. */
  void finding(Finding finding);
}
