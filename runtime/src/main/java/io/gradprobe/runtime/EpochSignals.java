package io.gradprobe.runtime;

import io.gradprobe.runtime.observe.RunEndObservation;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.RunSummary;
import java.util.Map;

/** Epochs of a run, and its end. Guarded by its run. */
final class EpochSignals {
  /** Bare arrays that live through so many backwards are trained, or were meant to be. */
  private static final int LONG_LIVED = 64;

  private final RunState state;
  private final StepSignals step;

  EpochSignals(RunState state, StepSignals step) {
    this.state = state;
    this.step = step;
  }

  /** The run ends. */
  void runEnds() {
    step.finishManualStep();
    step.tellLosses();
    epochEnded(Map.of());
    RunEndObservation end = new RunEndObservation();
    end.run = state;
    end.backwardsSinceStep = state.backwardsSinceStep;
    end.usualBackwards = state.lastCycleBackwards;
    for (ParameterState p : state.parameters) {
      end.everUpdated |= p.everUpdated;
    }
    end.everUpdated |= state.steps > 0;
    boolean usedByAnother =
        state.monitor.stepsAnywhere() != state.stepsAtBackward && state.steps > 0;
    if (usedByAnother) {
      end.backwardsSinceStep = 0;
    }
    boolean training = !state.info.kind().equals("array") || state.backwardsTotal >= LONG_LIVED;
    if (end.everUpdated || training) {
      state.rules.runEnd(end);
    }
    step.tellOverhead(System.nanoTime());
  }

  /**
   * A new pass over a dataset begins. The epoch goes on until something is trained in it: after a
   * pass for validation the epoch's metrics come.
   */
  void passBegin() {
    step.finishManualStep();
    if (state.epoch < 0) {
      state.epoch = 0;
    }
    state.passOpen = state.stepsInPass > 0;
  }

  /** Something is trained: an epoch whose end nobody has told is over where a pass has begun. */
  void trainingGoesOn() {
    if (state.passOpen) {
      epochEnded(Map.of());
    }
  }

  /** An epoch has ended. */
  void epochEnded(Map<String, Double> metrics) {
    step.finishManualStep();
    state.passOpen = false;
    if (state.stepsInPass == 0 || (state.epoch < 0 && metrics.isEmpty())) {
      return;
    }
    int number = Math.max(state.epoch, 0);
    double mean = state.passLosses == 0 ? Double.NaN : state.passLoss / state.passLosses;
    step.tellLosses();
    state.monitor.epoch(
        state.owner,
        new EpochRecord(
            state.info.id(),
            number,
            state.steps,
            metrics.getOrDefault("train_loss", mean),
            metrics.getOrDefault("validate_loss", Double.NaN),
            metrics));
    state.epochsEnded++;
    state.epoch = number + 1;
    state.stepsInPass = 0;
    state.passLoss = 0;
    state.passLosses = 0;
  }

  /** How the run went. */
  RunSummary summary() {
    return new RunSummary(
        state.info.id(),
        state.steps,
        state.epochsEnded,
        state.backwardsTotal,
        state.samplesTotal,
        state.firstLoss,
        state.loss,
        System.nanoTime() - state.begunNanos,
        state.probeNanos,
        state.measuredSteps,
        state.monitor.dropped());
  }
}
