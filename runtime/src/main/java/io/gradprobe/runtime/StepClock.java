package io.gradprobe.runtime;

import io.gradprobe.runtime.collector.StepTimer;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.run.StepRecord;

/** Times one run's steps and their phases. Guarded by its run. */
final class StepClock {
  private final StepTimer timer;
  private final String run;
  private Object stepToken;
  private final Object[] phaseTokens = new Object[Phase.values().length];
  private final long[] begun = new long[Phase.values().length];
  private final long[] spent = new long[Phase.values().length];
  private long stepStart;
  private long stepStartMillis;
  private long lastStepEnd;

  StepClock(String run, StepTimer timer) {
    this.run = run;
    this.timer = timer;
  }

  /** A phase begins; the step begins with its first phase. */
  void begin(Phase phase, long now) {
    if (stepStart == 0 && phase != Phase.EVALUATION) {
      stepStart = lastStepEnd != 0 ? lastStepEnd : now;
      stepStartMillis = System.currentTimeMillis() - (now - stepStart) / 1_000_000;
      spent[Phase.DATA.ordinal()] = now - stepStart;
      if (timer != null && timer.isOn()) {
        stepToken = timer.stepBegin();
      }
    }
    begun[phase.ordinal()] = now;
    if (timer != null && timer.isOn()) {
      phaseTokens[phase.ordinal()] = timer.phaseBegin(phase);
    }
  }

  /** The phase has ended. */
  void end(Phase phase, long step, long now) {
    int i = phase.ordinal();
    if (begun[i] == 0) {
      return;
    }
    spent[i] += now - begun[i];
    begun[i] = 0;
    if (phaseTokens[i] != null) {
      timer.phaseEnd(phaseTokens[i], run, step, phase);
      phaseTokens[i] = null;
    }
  }

  /** Time in a phase since the last step's end, in nanoseconds. */
  long spent(Phase phase) {
    return spent[phase.ordinal()];
  }

  /** When the step began; {@code now} where nothing has begun. */
  long start(long now) {
    return stepStart == 0 ? now : stepStart;
  }

  /** Wall clock of the step's begin, milliseconds since the epoch. */
  long startMillis() {
    return stepStart == 0 ? System.currentTimeMillis() : stepStartMillis;
  }

  /** The step has ended. */
  void stepEnded(StepRecord record, long now) {
    if (stepToken != null) {
      timer.stepEnd(stepToken, record);
      stepToken = null;
    }
    reset(now);
  }

  /** The step has ended and nobody wants a record of it. */
  void reset(long now) {
    stepToken = null;
    stepStart = 0;
    lastStepEnd = now;
    java.util.Arrays.fill(spent, 0);
  }

  /** Something was found on this thread. */
  void finding(Finding finding) {
    if (timer != null && timer.isOn()) {
      timer.finding(finding);
    }
  }

  /** Whether anything records steps now. */
  boolean recording() {
    return stepToken != null;
  }
}
