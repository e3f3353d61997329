package io.gradprobe.runtime.observe;

/**
 * One operation of a training forward that may prove a fault by itself. Filled anew for each call.
 */
public final class OperationObservation {
  /** Operations that are told. */
  public enum Kind {
    /** Batch normalisation in training mode. */
    BATCH_NORM,
    /** A loss that was used for backward is added to something with a graph. */
    LOSS_ADDED,
    /** A copy on another device was made and never used, while its source went on. */
    COPY_DROPPED,
    /** A forward's input is on another device than the parameters. */
    OTHER_DEVICE,
    /** The program's code drops what a pure operation made, and that code has run. */
    RESULT_DROPPED,
    /** An array that was closed is used, and the engine is about to throw. */
    CLOSED_USED
  }

  /** The run. */
  public RunView run;

  /** Which one. */
  public Kind kind;

  /** Path of the block in which it stands; the root's where it stands outside of all. */
  public String block = "";

  /** BATCH_NORM: values for each channel. LOSS_ADDED: steps in the sum. */
  public long size;

  /** BATCH_NORM: samples. */
  public long rows;

  /** OTHER_DEVICE: the input's device. COPY_DROPPED: the copy's. */
  public String device = "";

  /** OTHER_DEVICE: the parameters' device. COPY_DROPPED: the source's. */
  public String expectedDevice = "";

  /**
   * What it was done with: the input's or parameter's name; empty where it has none.
   * RESULT_DROPPED: the operation's name. CLOSED_USED: the array's, or what it is.
   */
  public String operand = "";

  /** CLOSED_USED: the user's line that closed it; empty where unknown. */
  public String closedAt = "";

  /** CLOSED_USED: whether its manager was closed, and the array with it. */
  public boolean closedWithManager;

  /** The user's line; empty where unknown. */
  public String location = "";
}
