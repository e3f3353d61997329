package io.gradprobe.runtime.observe;

import io.gradprobe.runtime.run.Origin;

/** An optimizer step, at its begin or end. Filled anew for each step. */
public final class StepObservation {
  /** The run. */
  public RunView run;

  /** Backwards since the last step. */
  public int backwardsSinceStep;

  /** Backwards that any run has seen since this run's last step. */
  public long backwardsAnywhere;

  /** Whether gradients that no step had used were cleared since the last backward. */
  public boolean wiped;

  /** First parameter that was wiped; -1 where there is none. */
  public int wipedParameter = -1;

  /** Whether gradients were measured for this step (see {@link ParameterView#gradient()}). */
  public boolean measured;

  /** Whether every measured trainable parameter's gradient is absent or exactly zero. */
  public boolean allGradientsZero;

  /** L2 norm over all measured gradients; NaN where not measured. */
  public double gradientNorm = Double.NaN;

  /** First parameter whose gradient is not finite; -1 where there is none or none was measured. */
  public int nonFiniteParameter = -1;

  /** How many parameters have such a gradient. */
  public int nonFiniteCount;

  /**
   * Which of several backwards since the last step made a gradient not finite; 0 where none was
   * seen to.
   */
  public int badBackward;

  /** Where that began; null where unknown. */
  public Origin badBackwardOrigin;

  /** Forwards or backwards of this run that other threads are inside at this moment. */
  public int inFlight;

  /** Whether the step was made inside the framework's or the user's evaluation code. */
  public boolean inEvaluation;

  /** Whether that code is the framework's own evaluation routine, which leaves no doubt. */
  public boolean evaluationRoutine;

  /** What shows that: a routine's or a method's name; empty otherwise. */
  public String evaluationEvidence = "";

  /** At the end: learning rate of this step; NaN where unknown. */
  public double learningRate = Double.NaN;

  /** At the end: whether the learning rate is known (it may itself be NaN). */
  public boolean learningRateKnown;

  /** The optimizer's element-wise gradient limit; NaN where none is set. */
  public double clipLimit = Double.NaN;

  /** The optimizer's factor on gradients; 1 where none is set. */
  public double rescale = 1;

  /** Whether a call in the user's program clipped or scaled gradients since the last backward. */
  public boolean clipped;

  /** Whether a clipped copy of a gradient was made since the last backward, and not used. */
  public boolean clippedCopy;

  /** Parameter of that copy; -1 where there is none. */
  public int clippedCopyParameter = -1;

  /** Limit of that copy; NaN where unknown. */
  public double copyLimit = Double.NaN;

  /** Norm over all gradients before clipping, over the norm after; NaN where unknown. */
  public double clipFactor = Double.NaN;

  /** Whether all backwards since the last step came from one source line. */
  public boolean oneBackwardLine;

  /** Whether every target since the last step was scaled, or the gradients were. */
  public boolean averaged;

  /** At the end: first parameter whose value is not finite; -1 where none is or none was read. */
  public int nonFiniteWeightParameter = -1;

  /** How many parameters have such a value. */
  public int nonFiniteWeightCount;

  /** At the end: parameter whose hand-written update threw; -1 where none did. */
  public int failedParameter = -1;

  /** At the end: the exception that the step threw; null where it returned. */
  public Throwable failure;
}
