package io.gradprobe.runtime.tensor;

/** How an attempt to read a tensor ended. */
public enum ReadOutcome {
  /** The statistics are there. */
  READ,
  /** There is no such tensor: a gradient that the engine never made. */
  ABSENT,
  /** The tensor is there but can't be read: released, sparse, or of a type without numbers. */
  UNREADABLE
}
