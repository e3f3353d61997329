package io.gradprobe.runtime.observe;

/** Parameters were loaded into a model that is now trained. Filled anew for each call. */
public final class CheckpointObservation {
  /** The run. */
  public RunView run;

  /** First parameter concerned, by name; empty where unknown. */
  public String parameter = "";

  /** Parameters that were loaded. */
  public int loaded;

  /** Parameters of the same block that the load left as they were. */
  public int untouched;

  /** What the load threw; null where it returned. */
  public Throwable failure;

  /** The user's line of the load. */
  public String location = "";
}
