package io.gradprobe.runtime.gradcheck;

import io.gradprobe.runtime.run.Origin;

/**
 * What comparing the backward of each single operation with its own numerical derivative has shown.
 *
 * @param examined whether operations could be looked at one by one
 * @param culprit the operation whose backward is wrong; null where there is none
 * @param hides whether the culprit has no backward at all: it keeps from it what the loss depends
 *     on
 */
public record Blame(boolean examined, Origin culprit, boolean hides) {
  /** An operation whose backward is wrong, if there is one. */
  public Blame(boolean examined, Origin culprit) {
    this(examined, culprit, false);
  }

  /** Operations can't be looked at one by one. */
  public static final Blame UNKNOWN = new Blame(false, null);

  /** Each operation's backward agrees: what differs was not meant to be differentiated. */
  public static final Blame NOBODY = new Blame(true, null);
}
