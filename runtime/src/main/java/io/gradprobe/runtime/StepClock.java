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

  private final boolean hasForward;
  private Object dataToken;
  private Object lossToken;
  private long lossBegun;

  /**
   * @param hasForward whether forwards are seen, so that time before one is spent on data and time
   *     after one on the loss; of bare arrays only the whole up to backward is known
   */
  StepClock(String run, StepTimer timer, boolean hasForward) {
    this.run = run;
    this.timer = timer;
    this.hasForward = hasForward;
  }

  /** A recorded training forward has ended: what follows, up to backward, makes the loss. */
  void lossBegins(long now) {
    if (hasForward) {
      lossBegun = now;
      lossToken = timer != null && timer.isOn() ? timer.phaseBegin(Phase.LOSS) : null;
    }
  }

  /** A backward begins. */
  void lossEnds(long step, long now) {
    if (lossBegun != 0) {
      spent[Phase.LOSS.ordinal()] += now - lossBegun;
      lossBegun = 0;
      if (lossToken != null) {
        timer.phaseEnd(lossToken, run, step, Phase.LOSS);
        lossToken = null;
      }
    }
  }

  private void dataEnds(long step) {
    if (dataToken != null) {
      timer.phaseEnd(dataToken, run, step, Phase.DATA);
      dataToken = null;
    }
  }

  /** A phase begins; the step begins with its first phase. */
  void begin(Phase phase, long step, long now) {
    if (stepStart == 0 && phase != Phase.EVALUATION) {
      stepStart = lastStepEnd != 0 ? lastStepEnd : now;
      stepStartMillis = System.currentTimeMillis() - (now - stepStart) / 1_000_000;
      spent[(hasForward ? Phase.DATA : Phase.FORWARD).ordinal()] = now - stepStart;
      dataEnds(step);
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
    lossBegun = 0;
    lossToken = null;
    dataToken =
        hasForward && now != 0 && timer != null && timer.isOn()
            ? timer.phaseBegin(Phase.DATA)
            : null;
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
