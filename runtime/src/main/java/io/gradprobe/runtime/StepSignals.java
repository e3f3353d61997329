package io.gradprobe.runtime;

import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.List;

/**
 * The optimizer step of a run, be it an optimizer's or written by hand, and the cycle that leads to
 * it. Guarded by its run.
 */
final class StepSignals {
  /** Later at one of so many measured steps. */
  private static final int LOCATE_EVERY = 8;

  /** The same where every step is measured. */
  private static final int LOCATE_EVERY_OF_ALL = 128;

  private final RunState state;
  private final OutsideWrites outside;

  StepSignals(RunState state, OutsideWrites outside) {
    this.state = state;
    this.outside = outside;
  }

  /** The first signal after a step begins the next cycle. */
  void beginCycle() {
    if (!state.cycleBegun) {
      state.cycleBegun = true;
      state.due = state.sampler.due();
      state.locating =
          state.steps < RunState.LOCATED || (state.due && state.measuredSteps % locateEvery() == 0);
      if (state.watching) {
        compareWithLastStep();
      }
    }
  }

  private int locateEvery() {
    return state.meter.everyStep ? LOCATE_EVERY_OF_ALL : LOCATE_EVERY;
  }

  /**
   * A step begins; nothing has been updated yet.
   *
   * @param evaluation name of the evaluation routine that the step is inside of; empty where none
   * @param manual whether it is written by hand, not an optimizer's
   * @return whether the update is to be skipped
   */
  boolean stepBegin(String evaluation, boolean manual) {
    boolean skip = stepBegins(evaluation, manual) && mayBeSkipped();
    if (skip) {
      skipStep();
    }
    return skip;
  }

  /** An optimizer's step begins that was made already. */
  void stepBeginMade() {
    stepBegins("", false);
  }

  private boolean mayBeSkipped() {
    return state.options.onError() == Options.OnError.SKIP_STEP
        && state.options.isRuleOn("non-finite-gradient");
  }

  /** Whether a gradient was found not to be finite. */
  private boolean stepBegins(String evaluation, boolean manual) {
    finishManualStep();
    beginCycle();
    if (!manual) {
      outside.stepBegins();
    }
    state.inStep = true;
    state.manualStep = manual;
    state.optimizerManaged |= !manual;
    long now = System.nanoTime();
    if (state.locating) {
      state.locations.mark(Where.STEP);
    }
    StepObservation s = state.step;
    s.backwardsSinceStep = state.backwardsSinceStep;
    long anywhere = state.monitor.backwardsAnywhere();
    s.backwardsAnywhere = anywhere - state.anywhereAtLastStep;
    state.anywhereAtLastStep = anywhere;
    s.wiped = state.wiped;
    s.wipedParameter = state.wipedParameter;
    s.measured = false;
    s.allGradientsZero = false;
    s.gradientNorm = Double.NaN;
    s.nonFiniteParameter = -1;
    s.nonFiniteCount = 0;
    s.badBackward = state.badBackward;
    s.badBackwardOrigin = state.badBackwardOrigin;
    s.nonFiniteWeightParameter = -1;
    s.nonFiniteWeightCount = 0;
    s.inFlight = state.inFlight;
    s.evaluationEvidence =
        evaluation.isEmpty() && (state.locating || state.stepsInPass < 2)
            ? evaluationMethod()
            : evaluation;
    s.evaluationRoutine = !evaluation.isEmpty();
    s.inEvaluation = !s.evaluationEvidence.isEmpty();
    s.learningRate = state.learningRate;
    s.learningRateKnown = false;
    s.clipLimit = state.clipLimit;
    s.rescale = state.rescale;
    s.clipped = state.clipped;
    s.clippedCopy = state.copyParameter >= 0 && !manual;
    s.clippedCopyParameter = state.copyParameter;
    s.copyLimit = state.copyLimit;
    s.clipFactor = state.clipFactor;
    // Only a cycle whose every backward was located tells; the others are taken to be like it.
    if (state.locatedBackwards > 0 && state.locatedBackwards == state.backwardsSinceStep) {
      state.oneBackwardLine = state.cycleOnOneLine;
    }
    s.oneBackwardLine = state.oneBackwardLine;
    s.averaged = state.everyTargetScaled || state.scaledGradients;
    s.failure = null;
    boolean doubtful = state.backwardsSinceStep == 0 && !state.protocolOnly;
    if (state.due || doubtful) {
      measure(s);
    } else if (!state.protocolOnly) {
      boolean jumps =
          state.meter.sentinelCheck(
              state.parameters, s, state.options.onError() != Options.OnError.REPORT);
      boolean odd = jumps && !state.isSolved(state.loss) && state.sampler.affordsExtra();
      if (odd || s.nonFiniteParameter >= 0) {
        s.nonFiniteParameter = -1;
        s.nonFiniteCount = 0;
        state.due = true;
        measure(s);
      }
    }
    long measuredNanos = System.nanoTime() - now;
    state.probeNanos += measuredNanos;
    if (state.due) {
      state.sampler.spent(measuredNanos);
    } else {
      state.sampler.charge(measuredNanos);
    }
    state.clock.begin(Phase.OPTIMIZER, state.steps, System.nanoTime());
    state.rules.stepBegin(s);
    return s.nonFiniteParameter >= 0;
  }

  private void measure(StepObservation s) {
    boolean clips = s.clipped || s.clippedCopy || s.clipLimit > 0;
    boolean ranges = clips || state.monitor.wantsRanges() || state.monitor.wantsHistograms();
    state.meter.beforeUpdate(state.parameters, s, state.histograms, ranges);
  }

  /** The optimizer updated one parameter with these settings; values may be NaN where unknown. */
  void optimizerUpdate(
      int parameter, double rate, double decay, double gradientFactor, double gradientLimit) {
    state.learningRate = rate;
    state.learningRateKnown = true;
    state.weightDecay = decay;
    state.rescale = gradientFactor;
    state.clipLimit = gradientLimit;
    state.parameters[parameter].consumed();
  }

  /** An optimizer that is not the engine's own updated one parameter. */
  void parameterUpdated(int parameter) {
    if (!state.parameters[parameter].updated) {
      state.parameters[parameter].consumed();
    }
  }

  /** The learning rate of a hand-written update, inferred from what was subtracted. */
  void learningRateInferred(double rate) {
    state.learningRate = rate;
  }

  /**
   * The optimizer step has ended.
   *
   * @param failure what it threw; null where it returned
   */
  void stepEnd(Throwable failure) {
    if (!state.inStep) {
      return;
    }
    finishStep(failure, System.nanoTime());
  }

  /** Ends a hand-written step that threw. */
  void finishFailedStep(Throwable failure) {
    finishStep(failure, System.nanoTime());
  }

  /** Ends a hand-written step, which nothing but the next signal does. */
  void finishManualStep() {
    if (state.inStep && state.manualStep) {
      finishStep(null, System.nanoTime());
    }
  }

  /** Tells what watching has cost since this was last told. */
  void tellOverhead(long now) {
    state.monitor.offer(
        new OverheadRecord(
            state.info.id(),
            now - state.overheadSince,
            state.probeNanos - state.overheadProbe,
            state.sampler.interval(),
            state.monitor.dropped()));
    state.overheadSince = now;
    state.overheadProbe = state.probeNanos;
  }

  /** Looks for changes of weights that no observed call explains. */
  private void compareWithLastStep() {
    state.watching = false;
    for (int i = 0; i < state.parameters.length; i++) {
      ParameterState p = state.parameters[i];
      if (p.watchesNextStep && !p.writtenOutside && p.differsFromAfter()) {
        boolean runningStatistic = !p.trainable() && !p.isFrozen();
        if (!runningStatistic) {
          outside.written(i, "", false);
        }
      }
      p.watchesNextStep = false;
      p.writtenOutside = false;
    }
  }

  /**
   * The user's method that says it evaluates, where other steps of this run were made outside of
   * one: a program whose "evaluate" trains a candidate from start to end is in order.
   */
  private String evaluationMethod() {
    String method = state.locations.locator().methodNamed("validat", "evaluat");
    if (method.isEmpty()) {
      state.plainSteps++;
    }
    return state.plainSteps == 0 ? "" : method;
  }

  private void skipStep() {
    for (ParameterState p : state.parameters) {
      if (p.trainable()) {
        p.access.clearGradient();
        p.cleared();
        p.gradientNonFinite = false;
      }
    }
    state.clock.end(Phase.OPTIMIZER, state.steps, System.nanoTime());
    state.clock.reset(System.nanoTime());
    state.endCycle();
    state.inStep = false;
    state.manualStep = false;
    state.monitor.say(
        "run "
            + state.info.id()
            + ": step "
            + state.steps
            + " skipped: its gradients are not finite");
  }

  /** Parameters that get gradients and that nobody ever updates, while others are. */
  private void findUnoptimized() {
    state.unoptimized.parameter = -1;
    state.unoptimized.concerned = 0;
    boolean others = false;
    for (int i = 0; i < state.parameters.length; i++) {
      ParameterState p = state.parameters[i];
      others |= p.updated;
      if (p.isTouched() || p.shared || !p.trainable()) {
        continue;
      }
      TensorStats gradient = p.gradient();
      if (gradient != null && !gradient.allZero() && p.usedInForward()) {
        p.leftAlone++;
        if (state.unoptimized.concerned++ == 0) {
          state.unoptimized.parameter = i;
          state.unoptimized.steps = p.leftAlone;
        }
      }
    }
    if (others && state.unoptimized.concerned > 0) {
      state.rules.unoptimized(state.unoptimized);
    }
  }

  /** Hands on the losses that wait. */
  void tellLosses() {
    LossSeries series = takeLosses();
    if (series != null) {
      state.monitor.losses(state.owner, series);
    }
  }

  private LossSeries takeLosses() {
    LossSeries series =
        state.losses.take(
            state.info.id(),
            state.epoch,
            state.measuredForward.loss,
            state.locations.last(Where.BACKWARD));
    return state.protocolOnly ? null : series;
  }

  private void finishStep(Throwable failure, long now) {
    state.clock.end(Phase.OPTIMIZER, state.steps, now);
    boolean timed = false;
    if (!state.manualStep) {
      state.optimizerSteps++;
    }
    StepObservation s = state.step;
    s.learningRate = state.learningRate;
    s.learningRateKnown = state.learningRateKnown;
    s.clipLimit = state.clipLimit;
    s.rescale = state.rescale;
    s.failure = failure;
    List<ParameterMeasurement> measurements = null;
    if (s.measured) {
      long begin = System.nanoTime();
      measurements =
          state.meter.afterUpdate(
              state.parameters,
              s,
              state.steps,
              state.weightDecay > 0 && state.learningRate > 0
                  ? state.weightDecay * state.learningRate
                  : 0,
              state.histograms);
      state.watching = state.meter.updatesDue;
      state.measuredSteps++;
      long spent = System.nanoTime() - begin;
      state.probeNanos += spent;
      state.sampler.charge(spent);
    }
    state.rules.stepEnd(s);
    if (s.measured && failure == null) {
      findUnoptimized();
    }
    if (failure == null) {
      state.losses.stepEnded(state.steps, state.learningRate);
      boolean sampled = s.measured;
      boolean wanted = sampled || state.monitor.wantsEveryStep() || state.clock.recording();
      long start = state.clock.start(now);
      if (wanted) {
        StepRecord record =
            new StepRecord(
                state.info.id(),
                state.steps,
                state.epoch,
                state.loss,
                s.gradientNorm,
                state.learningRate,
                state.batchSamples,
                state.backwardsSinceStep,
                sampled,
                start,
                now,
                state.clock.startMillis(),
                state.clock.spent(Phase.DATA),
                state.clock.spent(Phase.FORWARD),
                state.clock.spent(Phase.BACKWARD),
                state.clock.spent(Phase.OPTIMIZER));
        state.clock.stepEnded(record, now);
        timed = true;
        if (sampled) {
          state.monitor.measured(
              state.owner,
              state.meter.measured(
                  record,
                  measurements,
                  state.weightDecay,
                  state.locations.last(Where.BACKWARD),
                  state.locations.last(Where.STEP),
                  state.measuredForward.take(),
                  state.monitor.tensors(state.owner)),
              takeLosses());
        } else if (state.monitor.wantsEveryStep()) {
          state.monitor.offer(record);
        }
      }
      if (state.losses.isFull() || !state.lossFinite) {
        tellLosses();
      }
      state.sampler.stepEnded(now - start);
      state.steps++;
      state.monitor.stepSeen();
      state.stepsInPass++;
      state.samplesTotal += state.batchSamples;
      state.lastCycleBackwards = state.backwardsSinceStep;
    }
    state.inStep = false;
    state.manualStep = false;
    if (!timed) {
      state.clock.reset(now);
    }
    state.endCycle();
    state.settle();
    if (now - state.overheadSince > 1_000_000_000L) {
      tellOverhead(now);
    }
  }
}
