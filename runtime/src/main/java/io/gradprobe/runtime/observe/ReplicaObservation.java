package io.gradprobe.runtime.observe;

/** Replicas of parameters on several devices, after a step. Filled anew for each call. */
public final class ReplicaObservation {
  /** The run. */
  public RunView run;

  /** First parameter whose replicas differ. */
  public int parameter = -1;

  /** How many parameters have replicas that differ. */
  public int concerned;

  /** Largest difference between elements. */
  public double difference = Double.NaN;

  /** The user's line of the step; empty where unknown. */
  public String location = "";
}
