package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;

/** A tensor on a tape: one that was there before, or one that an operation on the tape makes. */
final class TapeValue {
  /** The parameter that it is; null for all others. */
  final ParameterRef parameter;

  /** Whether it was there before. */
  final boolean given;

  /** Whether it comes from a parameter. */
  boolean dependent;

  /** Whether an operation on the tape writes it. */
  boolean written;

  private boolean single;
  private final long handle;

  /** Keeps memory that is Java's alive with the array; null where the memory was copied. */
  private final PtNDArray owner;

  private TapeValue(ParameterRef parameter, boolean given, long handle, PtNDArray owner) {
    this.parameter = parameter;
    this.given = given;
    this.handle = handle;
    this.owner = owner;
    dependent = !given || parameter != null;
  }

  /** What an operation makes. */
  static TapeValue made() {
    return new TapeValue(null, false, 0, null);
  }

  /** A copy of what is there now. */
  static TapeValue copyOf(PtNDArray array, ParameterRef parameter) {
    TapeValue copy = new TapeValue(parameter, true, TorchCopies.copy(array.getHandle()), null);
    copy.single = TorchCopies.bytes(array) == array.getDataType().getNumOfBytes();
    return copy;
  }

  /** What is there, without a copy: it is large, and who writes it spoils the tape. */
  static TapeValue of(PtNDArray array) {
    return new TapeValue(null, true, TorchCopies.alias(array.getHandle()), array);
  }

  /** Whether it is one number from elsewhere, not written by any operation. */
  boolean isNumber() {
    return given && !dependent && !written && single;
  }

  /** A handle of the tensor for one replay, which releases it. */
  long handle(boolean fresh) {
    return fresh ? TorchCopies.copy(handle) : TorchCopies.alias(handle);
  }

  /** The tape is over. */
  void release() {
    if (handle != 0) {
      TorchCopies.delete(handle);
    }
  }
}
