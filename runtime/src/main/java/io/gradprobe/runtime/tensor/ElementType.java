package io.gradprobe.runtime.tensor;

/** How one element of a tensor is stored. Memory is in the machine's byte order. */
public enum ElementType {
  /** IEEE 754 single precision. */
  FLOAT32(4, 0x7fffffff_7fffffffL),
  /** IEEE 754 double precision. */
  FLOAT64(8, 0x7fffffff_ffffffffL),
  /** IEEE 754 half precision. */
  FLOAT16(2, 0x7fff7fff_7fff7fffL),
  /** The upper half of a single-precision number. */
  BFLOAT16(2, 0x7fff7fff_7fff7fffL),
  /** Signed byte. */
  INT8(1, -1),
  /** Unsigned byte. */
  UINT8(1, -1),
  /** Signed 32-bit integer. */
  INT32(4, -1),
  /** Signed 64-bit integer. */
  INT64(8, -1),
  /** One byte; anything but 0 is true and counts as 1. */
  BOOL(1, -1);

  private final int bytes;
  private final long magnitude;

  ElementType(int bytes, long magnitude) {
    this.bytes = bytes;
    this.magnitude = magnitude;
  }

  /** Bytes per element. */
  public int bytes() {
    return bytes;
  }

  /** The bits of eight bytes of elements that are all clear where the elements are zero. */
  long magnitude() {
    return magnitude;
  }
}
