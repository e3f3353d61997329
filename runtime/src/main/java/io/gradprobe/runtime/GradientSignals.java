package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.run.GradientState;

/**
 * What it means for a run that its gradients are cleared, clipped or read by the program. Guarded
 * by its run.
 */
final class GradientSignals {
  /** A gradient read by a method called "clip" is looked for at this many first odd readings. */
  private static final int ODD_READS = 64;

  /** Gradients multiplied by one over the number of backwards, but for rounding, are averaged. */
  private static final double AVERAGED = 1e-4;

  private final RunState state;
  private final StepSignals step;

  GradientSignals(RunState state, StepSignals step) {
    this.state = state;
    this.step = step;
  }

  /** A call that clears the gradients of all parameters has ended. */
  void gradientsCleared() {
    step.finishManualStep();
    state.clear.unusedCleared = 0;
    state.clear.unusedParameter = -1;
    state.clear.stickyParameter = -1;
    state.clear.stickyCount = 0;
    boolean suspicious = !state.lossFinite;
    boolean unstepped =
        state.backwardsSinceStep > 0 && state.monitor.stepsAnywhere() == state.stepsAtBackward;
    for (int i = 0; i < state.parameters.length; i++) {
      ParameterState p = state.parameters[i];
      suspicious |= p.gradientNonFinite;
      if (unstepped && p.state == GradientState.ACCUMULATED) {
        if (state.clear.unusedCleared++ == 0) {
          state.clear.unusedParameter = i;
        }
      }
    }
    if (state.clear.unusedCleared > 0 && !suspicious) {
      // The program threw gradients away: NaN, which zeroing by subtraction keeps, may be why.
      double left = state.parameters[state.clear.unusedParameter].access.gradientSquares();
      suspicious = left - left != 0;
    }
    state.clear.afterNonFinite = suspicious;
    boolean unused = state.clear.unusedCleared > 0;
    if (unused) {
      state.wiped = true;
      state.wipedParameter = state.clear.unusedParameter;
      state.locations.mark(Where.CLEAR);
    }
    for (int i = 0; i < state.parameters.length; i++) {
      ParameterState p = state.parameters[i];
      p.cleared();
      if (suspicious && p.trainable()) {
        double squares = p.access.gradientSquares();
        p.gradientNonFinite = squares - squares != 0;
        if (p.gradientNonFinite && state.clear.stickyCount++ == 0) {
          state.clear.stickyParameter = i;
        }
      }
    }
    state.rules.clear(state.clear);
    state.losses.clearParts();
    state.backwardsSinceStep = 0;
    state.forgetEarlierBackward();
    state.everyTargetScaled = true;
    state.cycleBackwardLine = "";
    state.locatedBackwards = 0;
  }

  /** One parameter's gradient was set to zero by an in-place operation. */
  void gradientZeroed(int parameter) {
    ParameterState p = state.parameters[parameter];
    p.gradientWrites++;
    if (p.state == GradientState.ACCUMULATED && !state.inStep) {
      state.wiped = true;
      state.wipedParameter =
          state.wipedParameter < 0 ? parameter : Math.min(state.wipedParameter, parameter);
      state.locations.mark(Where.CLEAR);
      p.cleared();
      if (noneAccumulated()) {
        state.backwardsSinceStep = 0;
        state.forgetEarlierBackward();
      }
    } else if (p.state == GradientState.ACCUMULATED) {
      p.cleared();
    }
  }

  /** The engine cleared one parameter's gradient as a part of the optimizer's update. */
  void gradientClearedByOptimizer(int parameter) {
    state.parameters[parameter].cleared();
    state.parameters[parameter].gradientNonFinite = false;
  }

  /**
   * One parameter's gradient was changed in place by the user's program.
   *
   * @param factor what it was multiplied by; NaN where it was no scaling
   */
  void gradientChanged(int parameter, double factor) {
    ParameterState p = state.parameters[parameter];
    p.gradientWrites++;
    if (p.state == GradientState.CONSUMED) {
      step.finishManualStep();
    }
    boolean afterStep = p.state == GradientState.CONSUMED || state.backwardsSinceStep == 0;
    if (afterStep || state.locating) {
      state.locations.mark(Where.CLIP);
    }
    state.clipped |= !(factor >= 1);
    // Divided by the number of backwards, or changed in a way that can't be told: taken as
    // averaged.
    state.scaledGradients |= !(Math.abs(factor * state.backwardsSinceStep - 1) > AVERAGED);
    if (factor > 0 && factor < 1) {
      state.clipFactor =
          Double.isNaN(state.clipFactor) ? 1 / factor : Math.max(state.clipFactor, 1 / factor);
    }
    reportClip(parameter, ClipObservation.Kind.IN_PLACE, Double.NaN, afterStep);
  }

  /** The user's program made a clipped copy of one parameter's gradient. */
  void gradientCopyClipped(int parameter, double limit) {
    state.copyParameter =
        state.copyParameter < 0 ? parameter : Math.min(state.copyParameter, parameter);
    state.copyLimit = limit;
    if (state.locating || state.copyParameter == parameter) {
      state.locations.mark(Where.CLIP);
    }
    reportClip(parameter, ClipObservation.Kind.COPY, limit, state.backwardsSinceStep == 0);
  }

  /** The user's program asked for one parameter's gradient. */
  void gradientRead(int parameter) {
    state.parameters[parameter].reads++;
    boolean odd =
        state.backwardsSinceStep == 0 && state.backwardsTotal > 0 || state.backwardsTotal == 0;
    if (state.locating) {
      state.parameters[parameter].readLine = state.locations.locator().here();
    }
    if (state.inStep || !odd || state.wiped || state.oddReads >= ODD_READS) {
      return;
    }
    state.oddReads++;
    if (!state.locations.locator().methodNamed("clip").isEmpty()) {
      state.locations.mark(Where.CLIP);
      reportClip(parameter, ClipObservation.Kind.READ, Double.NaN, state.backwardsTotal > 0);
    }
  }

  /** A call that limits gradients has run, and this one was within the limit, or zero. */
  void gradientLimited(int parameter) {
    if (state.backwardsSinceStep == 0) {
      state.locations.mark(Where.CLIP);
    }
    reportClip(
        parameter,
        ClipObservation.Kind.READ,
        Double.NaN,
        state.backwardsSinceStep == 0 && state.backwardsTotal > 0);
  }

  private boolean noneAccumulated() {
    for (ParameterState p : state.parameters) {
      if (p.state == GradientState.ACCUMULATED) {
        return false;
      }
    }
    return true;
  }

  private void reportClip(
      int parameter, ClipObservation.Kind kind, double limit, boolean afterStep) {
    state.clip.parameter = parameter;
    state.clip.kind = kind;
    state.clip.limit = limit;
    state.clip.backwardsSinceStep = state.backwardsSinceStep;
    state.clip.afterStep = afterStep;
    state.rules.clip(state.clip);
  }
}
