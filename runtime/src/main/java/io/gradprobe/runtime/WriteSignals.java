package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Where;

/**
 * What in-place writes to weights mean for a run: steps written by hand, or changes outside of any.
 * Guarded by its run.
 */
final class WriteSignals {
  private final RunState state;
  private final StepSignals step;
  private final OutsideWrites outside;

  WriteSignals(RunState state, StepSignals step, OutsideWrites outside) {
    this.state = state;
    this.step = step;
    this.outside = outside;
  }

  /**
   * The user's program is about to write a parameter in place.
   *
   * @param operation such as {@code subi}
   * @return whether the write is to be skipped
   */
  boolean weightWriteBegin(int parameter, String operation) {
    ParameterState p = state.parameters[parameter];
    if (state.inStep && !state.manualStep) {
      return false;
    }
    boolean hasBackward = state.backwardsTotal > 0;
    if (!hasBackward && !state.optimizerManaged) {
      return false;
    }
    if (!state.optimizerManaged && p.trainable() && state.backwardsTotal < state.mayStepItself) {
      return false;
    }
    if (state.optimizerSteps > 0 || state.optimizerManaged || !p.trainable()) {
      outside.written(parameter, operation, true);
      return false;
    }
    if (state.skipRest) {
      return true;
    }
    String line = state.locating ? state.locations.mark(Where.WRITE) : "";
    if (state.inStep && p.updated && operation.equals(p.lastOperation) && isRepeat(p, line)) {
      step.finishManualStep();
    }
    if (!state.inStep) {
      boolean projection =
          state.backwardsSinceStep == 0
              && !state.wiped
              && state.steps > 0
              && !operation.equals(state.updateOperation);
      if (projection) {
        return false;
      }
      state.updateOperation = operation;
      if (step.stepBegin("", true)) {
        state.skipRest = true;
        return true;
      }
    }
    p.lastOperation = operation;
    state.lastWritten = parameter;
    p.lastWriteLine = line;
    if (!line.isEmpty()) {
      p.writeLine = line;
    }
    return false;
  }

  /** The write has thrown: the hand-written step that it began is none. */
  void weightWriteFailed(int parameter, Throwable failure) {
    if (state.inStep && state.manualStep) {
      state.step.failedParameter = parameter;
      step.finishFailedStep(failure);
      state.step.failedParameter = -1;
    }
  }

  /** The write has been made. */
  void weightWriteEnd(int parameter) {
    if (state.inStep && state.manualStep) {
      state.parameters[parameter].consumed();
    }
  }

  /**
   * Whether the same operation on a parameter that this step has written already begins another
   * step (there was no backward between) rather than continues this one (momentum, say).
   */
  private boolean isRepeat(ParameterState p, String line) {
    if (line.isEmpty()) {
      return !state.writesTwice && state.lastWritten != p.info.index();
    }
    boolean repeat = line.equals(p.lastWriteLine);
    state.writesTwice |= !repeat;
    return repeat;
  }
}
