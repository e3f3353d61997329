package io.gradprobe.runtime.tensor;

/** IEEE 754 half-precision numbers (JDK 17 has no conversion of its own). */
final class HalfFloat {
  private static final int SMALLEST_NORMAL = 0x0400;
  private static final int INFINITY = 0x7c00;
  private static final int BIAS_DIFFERENCE = (127 - 15) << 23;
  private static final float SUBNORMAL_UNIT = 0x1p-24f;

  private HalfFloat() {}

  /** The number that the bits stand for, exactly. */
  static float decode(short bits) {
    int magnitude = bits & 0x7fff;
    int sign = (bits & 0x8000) << 16;
    if (magnitude < SMALLEST_NORMAL) {
      float value = magnitude * SUBNORMAL_UNIT;
      return sign == 0 ? value : -value;
    }
    int widened = magnitude << 13;
    int exponent = magnitude < INFINITY ? BIAS_DIFFERENCE : 0x7f800000;
    return Float.intBitsToFloat(
        sign | (magnitude < INFINITY ? widened + exponent : widened | exponent));
  }
}
