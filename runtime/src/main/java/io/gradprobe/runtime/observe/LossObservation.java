package io.gradprobe.runtime.observe;

import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;

/**
 * The framework computed (or failed to compute) a loss from labels and predictions in training;
 * told on steps that are measured, and whenever it failed. Filled anew for each call.
 */
public final class LossObservation {
  /** The run. */
  public RunView run;

  /** What is known of the loss. */
  public LossInfo loss = LossInfo.UNKNOWN;

  /** The labels; null where they could not be read. */
  public LabelMeasurement labels;

  /** What it threw; null where it returned. */
  public Throwable failure;

  /** The user's line of the call; empty where unknown. */
  public String location = "";
}
