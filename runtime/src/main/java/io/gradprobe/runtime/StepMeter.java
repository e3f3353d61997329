package io.gradprobe.runtime;

import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.run.TensorCensus;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.List;

/** Reads a run's gradients and weights around a step. Guarded by its run. */
final class StepMeter {
  /** A parameter small enough to have its gradient checked at every step. */
  private static final long SENTINEL_ELEMENTS = 2048;

  /** Weights are read at the first measured steps, and then at every so many of them. */
  private static final int WEIGHTS_FIRST = 24;

  private static final int WEIGHTS_EVERY = 4;

  /** The same where every step is measured. */
  private static final int WEIGHTS_FIRST_OF_ALL = 256;

  /** A sentinel's gradient so many times its usual norm has its step measured, due or not. */
  private static final double JUMP = 8;

  private static final double MEMORY = 0.95;

  /** Steps that the usual norm is learned from before anything is called a jump. */
  private static final int JUMP_WARM_UP = 64;

  /** The check in turn comes at every fourth step. */
  private static final int TURNS_MASK = 3;

  /** Units that start alike are looked for at the first measured steps. */
  private static final int SYMMETRY_FIRST = 4;

  /** A parameter that was updated so many steps ago or less is one that takes turns. */
  private static final long TURNS = 100;

  private final TensorStats scratch = new TensorStats();
  private int sentinel = -2;
  private int rotating;
  private int turn;
  private int meterings;
  private double usualSquares = Double.NaN;
  private long usualSteps;

  boolean updatesDue;

  /** Whether every step is measured. */
  boolean everyStep;

  /** Whether the next weights are to be read: at first, then every so many meterings. */
  private boolean weightsDue() {
    int first = everyStep ? WEIGHTS_FIRST_OF_ALL : WEIGHTS_FIRST;
    return meterings <= first || meterings % WEIGHTS_EVERY == 0;
  }

  /**
   * Reads all gradients before the update and fills the observation.
   *
   * @param ranges whether somebody wants more than norms and counts
   */
  void beforeUpdate(
      ParameterState[] parameters, StepObservation step, Histograms histograms, boolean ranges) {
    meterings++;
    scratch.withRange = ranges;
    histograms.begin(System.nanoTime());
    double squares = 0;
    boolean allZero = true;
    boolean known = false;
    for (int i = 0; i < parameters.length; i++) {
      ParameterState p = parameters[i];
      if (!p.trainable()) {
        p.forgetGradient();
        continue;
      }
      p.gradient.withRange = ranges;
      p.measureGradient();
      if (p.gradientOutcome == ReadOutcome.UNREADABLE) {
        allZero = false;
        continue;
      }
      known = true;
      if (p.gradientOutcome == ReadOutcome.ABSENT) {
        continue;
      }
      if (!p.gradient.allFinite()) {
        noteNonFinite(step, i);
      }
      allZero &= p.gradient.allZero();
      squares += p.gradient.norm * p.gradient.norm;
      if (histograms.isDue()) {
        histograms.tell(p, step.run.step(), true, p.gradient);
      }
    }
    step.measured = true;
    step.allGradientsZero = allZero;
    step.gradientNorm = step.nonFiniteCount > 0 || !known ? Double.NaN : Math.sqrt(squares);
    updatesDue = weightsDue();
    if (updatesDue) {
      for (ParameterState p : parameters) {
        p.sampleBefore();
        p.symmetric = meterings <= SYMMETRY_FIRST && p.trainable() && p.isSymmetric();
      }
    }
  }

  /**
   * The check that every step affords: a non-finite value made anywhere in backward spreads to all
   * layers before it, so one small gradient near the input stands for all, and another one in turn.
   *
   * @param all whether the user wants such a step stopped: then no gradient goes unchecked
   * @return whether the step is worth a closer look: its gradient is far larger than usual
   */
  boolean sentinelCheck(ParameterState[] parameters, StepObservation step, boolean all) {
    if (sentinel == -2) {
      sentinel = findSentinel(parameters);
    }
    boolean jumps = false;
    if (sentinel >= 0) {
      double squares = parameters[sentinel].access.gradientSquares();
      if (squares - squares != 0) {
        noteNonFinite(step, sentinel);
      } else {
        jumps = isJump(squares);
      }
    }
    if (all) {
      for (int i = 0; i < parameters.length; i++) {
        if (i != sentinel && parameters[i].trainable() && !finite(parameters[i])) {
          noteNonFinite(step, i);
        }
      }
      return jumps;
    }
    if (parameters.length > 0 && (turn++ & TURNS_MASK) == 0) {
      rotating = rotating + 1 < parameters.length ? rotating + 1 : 0;
      ParameterState p = parameters[rotating];
      if (rotating != sentinel
          && p.info.elements() <= SENTINEL_ELEMENTS
          && p.trainable()
          && !finite(p)) {
        noteNonFinite(step, rotating);
      }
    }
    return jumps;
  }

  /** The first small gradient near the input where that is not finite; else -1. */
  int notFinite(ParameterState[] parameters) {
    int near = sentinel >= 0 ? sentinel : findSentinel(parameters);
    sentinel = near >= 0 ? near : sentinel;
    return near >= 0 && !finite(parameters[near]) ? near : -1;
  }

  /** Whether a sentinel's gradient is far larger than it usually is. */
  private boolean isJump(double squares) {
    if (squares < 0) {
      return false;
    }
    double most = JUMP * JUMP * usualSquares;
    boolean jumps = usualSteps >= JUMP_WARM_UP && squares > most;
    usualSquares =
        usualSteps == 0 ? squares : MEMORY * usualSquares + (1 - MEMORY) * (jumps ? most : squares);
    usualSteps++;
    return jumps;
  }

  private static int findSentinel(ParameterState[] parameters) {
    for (int i = 0; i < parameters.length; i++) {
      ParameterState p = parameters[i];
      if (p.info.elements() <= SENTINEL_ELEMENTS
          && p.trainable()
          && p.access.gradientSquares() != -1) {
        return i;
      }
    }
    return -1;
  }

  private static boolean finite(ParameterState p) {
    double squares = p.access.gradientSquares();
    return squares - squares == 0;
  }

  private static void noteNonFinite(StepObservation step, int parameter) {
    if (step.nonFiniteParameter < 0 || parameter < step.nonFiniteParameter) {
      step.nonFiniteParameter = parameter;
    }
    step.nonFiniteCount++;
  }

  /**
   * Compares the weights with what they were before, and reads them in full where due.
   *
   * @param decay share of a weight that weight decay takes off at this step; 0 where unknown
   */
  List<ParameterMeasurement> afterUpdate(
      ParameterState[] parameters,
      StepObservation step,
      long steps,
      double decay,
      Histograms histograms) {
    List<ParameterMeasurement> result = new ArrayList<>(parameters.length);
    for (int i = 0; i < parameters.length; i++) {
      ParameterState p = parameters[i];
      TensorStats weight = null;
      if (updatesDue) {
        p.compareWithBefore(decay);
        p.watchesNextStep = p.sampled > 0;
        if (p.access.readValue(scratch) == ReadOutcome.READ) {
          weight = scratch.copy();
          if (histograms.isDue()) {
            histograms.tell(p, steps, false, weight);
          }
          if (!weight.allFinite()) {
            if (step.nonFiniteWeightParameter < 0) {
              step.nonFiniteWeightParameter = i;
            }
            step.nonFiniteWeightCount++;
          }
        }
      }
      TensorStats gradient = p.gradient();
      result.add(
          new ParameterMeasurement(
              p.info,
              p.trainable(),
              p.usedInForward(),
              gradient == null ? null : gradient.copy(),
              p.gradientAbsent(),
              weight,
              updatesDue ? p.updateRms : Double.NaN,
              updatesDue ? p.weightRms : Double.NaN,
              !updatesDue || p.changed || takesTurns(p, steps),
              p.usageKnown ? p.uses : -1,
              updatesDue ? p.descent : Double.NaN,
              p.symmetric,
              p.isTouched()));
    }
    histograms.end();
    return result;
  }

  /** Whether it is no wonder that this step left it alone: others updated it a while ago. */
  private static boolean takesTurns(ParameterState p, long steps) {
    return !p.updated && steps - p.lastUpdate <= TURNS;
  }

  /** Makes the record that rules of statistics and collectors see. */
  MeasuredStep measured(
      StepRecord record,
      List<ParameterMeasurement> parameters,
      double weightDecay,
      String backwardLocation,
      String stepLocation,
      ForwardMeasurement forward,
      TensorCensus tensors) {
    return new MeasuredStep(
        record,
        parameters,
        weightDecay,
        updatesDue,
        backwardLocation,
        stepLocation,
        forward,
        tensors);
  }
}
