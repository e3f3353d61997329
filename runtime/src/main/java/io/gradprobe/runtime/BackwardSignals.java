package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.run.GradientState;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorStats;

/** What calls of backward mean for a run. Guarded by its run. */
final class BackwardSignals {
  /** A loss so many times its recent mean has its step measured, due or not. */
  private static final double LOSS_JUMP = 3;

  private static final double LOSS_MEMORY = 0.9;

  private final RunState state;
  private final StepSignals step;

  /** Whether the weights were examined already for the backward that is about to begin. */
  private boolean weightsExamined;

  /** Whether the time of the backward that is about to be told counts already. */
  private boolean timed;

  BackwardSignals(RunState state, StepSignals step) {
    this.state = state;
    this.step = step;
  }

  /** A backward begins whose loss is known only when it is over. */
  void beforeLoss() {
    step.finishManualStep();
    step.beginCycle();
    long now = System.nanoTime();
    state.clock.lossEnds(state.steps, now);
    state.clock.begin(Phase.BACKWARD, state.steps, now);
    timed = true;
  }

  /**
   * A backward that reaches this run's parameters begins.
   *
   * @param elements elements of the target
   * @param shape the target's shape; may be empty for a scalar
   * @param value the target's value, summed; NaN may mean not read
   * @param read whether the value was read
   * @param scaled whether the target was made by a division or multiplication by a number
   */
  void backwardBegin(long elements, String shape, double value, boolean read, boolean scaled) {
    step.finishManualStep();
    if (state.backwardsSinceStep > 0) {
      state.settle();
    }
    step.beginCycle();
    state.clock.lossEnds(state.steps, System.nanoTime());
    boolean unusual =
        state.lastCycleBackwards > 0 && state.backwardsSinceStep >= state.lastCycleBackwards;
    boolean locate = state.locating || unusual || (read && isJump(value));
    state.backward.location = locate ? state.locations.mark(Where.BACKWARD) : "";
    if (locate) {
      if (state.locatedBackwards++ == 0) {
        state.cycleBackwardLine = state.backward.location;
        state.cycleOnOneLine = true;
      }
      state.cycleOnOneLine &= state.cycleBackwardLine.equals(state.backward.location);
    }
    state.everyTargetScaled &= scaled;
    if (read) {
      state.loss = value;
      state.lossFinite = Double.isFinite(value);
      if (state.steps == 0 && Double.isNaN(state.firstLoss)) {
        state.firstLoss = value;
      }
      state.losses.part(value);
      state.passLoss += value;
      state.passLosses++;
      noteJump(value);
    }
    state.backward.first = state.backwardsTotal == 0 && !state.beganLate;
    findStaleGradients();
    state.backward.targetElements = elements;
    state.backward.targetShape = shape;
    state.backward.loss = value;
    state.backward.lossRead = read;
    state.backward.backwardsSinceStep = state.backwardsSinceStep;
    state.backward.recordedForwards = state.recordedForwards;
    state.backward.unrecordedForwards = state.unrecordedForwards;
    state.backward.evaluationForwards = state.evaluationForwards;
    state.backward.modeSensitiveBlock = state.modeSensitiveBlock;
    state.backward.targetScaled = scaled;
    state.backward.failure = null;
    if (read && !state.lossFinite && !weightsExamined) {
      blameWeights();
    }
    weightsExamined = false;
    state.rules.backwardBegin(state.backward);
    state.inFlight++;
    if (!timed) {
      state.clock.begin(Phase.BACKWARD, state.steps, System.nanoTime());
    }
    timed = false;
  }

  /**
   * The backward has ended.
   *
   * @param failure what the engine threw; null where it returned
   */
  void backwardEnd(Throwable failure) {
    state.inFlight--;
    state.clock.end(Phase.BACKWARD, state.steps, System.nanoTime());
    if (failure == null) {
      state.backwardsTotal++;
      state.backwardsSinceStep++;
      state.stepsAtBackward = state.monitor.stepsAnywhere();
      state.wiped = false;
      state.skipRest = false;
      for (ParameterState p : state.parameters) {
        if (p.trainable() && p.usedInForward()) {
          p.backwardAdded();
        }
      }
    }
    if (failure == null) {
      examineAccumulated();
    }
    state.backward.failure = failure;
    state.rules.backwardEnd(state.backward);
    state.backward.failure = null;
    state.recordedForwards = 0;
    state.unrecordedForwards = 0;
    state.evaluationForwards = 0;
  }

  /**
   * Where several backwards add up, what one of them was made of is gone before the step: a
   * gradient that is not finite is looked into at once. A loop with one backward a step pays
   * nothing, nor does one of whose operations nothing is known.
   */
  private void examineAccumulated() {
    boolean accumulates =
        (state.steps == 0 || state.lastCycleBackwards > 1) && state.origins() != OriginFinder.NONE;
    if (!accumulates || state.protocolOnly || state.badBackward > 0 || !state.lossFinite) {
      return;
    }
    int parameter = state.meter.notFinite(state.parameters);
    if (parameter >= 0) {
      state.badBackward = state.backwardsSinceStep;
      state.badBackwardOrigin = state.origins().gradient(parameter);
    }
  }

  /** So many more backwards have been made for this step. */
  void untold(int count) {
    if (state.backwardsSinceStep > 0) {
      state.backwardsTotal += count;
      state.backwardsSinceStep += count;
    }
  }

  private boolean isJump(double value) {
    return !(Math.abs(value) <= LOSS_JUMP * state.usualLoss) && !state.isSolved(value);
  }

  /** A loss that jumps is worth a look at its gradients in the same step. */
  private void noteJump(double value) {
    double size = Math.abs(value);
    if (!state.protocolOnly && isJump(value)) {
      state.due = true;
    }
    if (state.lossFinite) {
      state.usualLoss =
          state.usualLoss == Double.POSITIVE_INFINITY
              ? size
              : LOSS_MEMORY * state.usualLoss
                  + (1 - LOSS_MEMORY) * Math.min(size, LOSS_JUMP * state.usualLoss);
      state.highestUsualLoss = Math.max(state.highestUsualLoss, state.usualLoss);
    }
  }

  private void findStaleGradients() {
    state.backward.staleParameter = -1;
    state.backward.staleCount = 0;
    state.backward.staleNorm = Double.NaN;
    for (int i = 0; i < state.parameters.length; i++) {
      ParameterState p = state.parameters[i];
      boolean doubtful =
          p.state == GradientState.CONSUMED
              || (state.backward.first && p.state == GradientState.UNKNOWN);
      if (!doubtful || !p.trainable()) {
        continue;
      }
      double squares = p.access.gradientSquares();
      if (squares == 0 || squares == -1) {
        p.cleared();
      } else {
        if (state.backward.staleParameter < 0) {
          state.backward.staleParameter = i;
          state.backward.staleNorm = Math.sqrt(squares);
        }
        state.backward.staleCount++;
      }
    }
  }

  /**
   * The loss of the backward that is about to begin is not finite.
   *
   * @return whether a weight is to blame
   */
  boolean examineWeights() {
    step.finishManualStep();
    weightsExamined = true;
    return blameWeights();
  }

  /** A loss that is not finite may come from a weight that is not: then the weight is to blame. */
  private boolean blameWeights() {
    TensorStats stats = new TensorStats();
    for (int i = 0; i < state.parameters.length; i++) {
      ParameterState p = state.parameters[i];
      // A running statistic takes up what the forward gave it: it is no cause, but a symptom.
      if (!p.info.role().startsWith("running_")
          && p.access.readValue(stats) == ReadOutcome.READ
          && !stats.allFinite()) {
        state.write.parameter = i;
        state.write.operation = "";
        state.write.frozen = false;
        state.write.optimizerManaged = state.optimizerManaged;
        state.write.writes = 1;
        state.write.trainingBegun = true;
        state.write.madeNonFinite = true;
        if (state.locations.last(Where.WRITE).isEmpty()) {
          state.locations.copy(Where.STEP, Where.WRITE);
        }
        state.rules.write(state.write);
        return true;
      }
    }
    return false;
  }
}
