package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.tensor.TensorStats;

/** What calls of forward mean for a run. Guarded by its run. */
final class ForwardSignals {
  /** A gradient read by a method called "clip" is looked for at this many first odd readings. */
  private static final int ODD_READS = 64;

  private final RunState state;
  private final StepSignals step;

  ForwardSignals(RunState state, StepSignals step) {
    this.state = state;
    this.step = step;
  }

  /** An outermost forward begins. */
  void forwardBegin(boolean training) {
    step.finishManualStep();
    step.beginCycle();
    state.inFlight += training ? 1 : 0;
    state.clock.begin(training ? Phase.FORWARD : Phase.EVALUATION, state.steps, System.nanoTime());
  }

  /**
   * An outermost forward has ended.
   *
   * @param block name of the block called
   * @param training whether it ran in training mode
   * @param recording whether the engine recorded it for a later backward
   * @param evaluationRoutine whether the framework's own evaluation routine called it
   * @param trainable whether the block has parameters that require a gradient
   * @param samples size of the batch; 0 where unknown
   */
  void forwardEnd(
      String block,
      boolean training,
      boolean recording,
      boolean evaluationRoutine,
      boolean trainable,
      long samples) {
    state.inFlight -= training ? 1 : 0;
    state.clock.end(training ? Phase.FORWARD : Phase.EVALUATION, state.steps, System.nanoTime());
    if (training && recording) {
      state.recordedForwards++;
      state.clock.lossBegins(System.nanoTime());
      state.batchSamples += samples;
      if (state.locating) {
        state.forwardLine = state.locations.locator().here();
      }
    } else if (training) {
      state.unrecordedForwards++;
      state.locations.mark(Where.FORWARD);
    } else if (recording) {
      state.evaluationForwards++;
      if (state.locating || state.oddForwards < ODD_READS) {
        state.oddForwards++;
        state.locations.mark(Where.FORWARD);
      }
    }
    state.forward.block = block;
    state.forward.training = training;
    state.forward.recording = recording;
    state.forward.modeSensitiveBlock = state.modeSensitiveBlock;
    state.forward.trainable = trainable;
    state.forward.backwardsSinceForward = state.backwardsSinceForward;
    state.forward.evaluationRoutine = evaluationRoutine;
    state.forward.nonFiniteInput = "";
    state.forward.input = null;
    state.rules.forward(state.forward);
    state.backwardsSinceForward = 0;
  }

  /**
   * A loss or gradient turned out not to be finite, and so is an input of the latest forward.
   *
   * @param name the input's name
   * @param input its statistics
   */
  void nonFiniteInput(String name, TensorStats input) {
    if (!state.forwardLine.isEmpty()) {
      state.locations.set(Where.FORWARD, state.forwardLine);
    }
    state.forward.nonFiniteInput = name;
    state.forward.input = input;
    state.rules.forward(state.forward);
    state.forward.nonFiniteInput = "";
    state.forward.input = null;
  }

  /** An outermost forward threw. */
  void forwardFailed(boolean training) {
    state.inFlight -= training ? 1 : 0;
    state.clock.end(training ? Phase.FORWARD : Phase.EVALUATION, state.steps, System.nanoTime());
  }
}
