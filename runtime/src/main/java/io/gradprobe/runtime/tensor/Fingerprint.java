package io.gradprobe.runtime.tensor;

import java.nio.ByteBuffer;

/**
 * A 64-bit hash in four lanes, after xxHash: each lane is a bijection of what it takes in, so a
 * change in one place always shows; the rotation keeps two flipped signs from cancelling.
 */
final class Fingerprint {
  private static final long PRIME_1 = 0x9E3779B185EBCA87L;
  private static final long PRIME_2 = 0xC2B2AE3D27D4EB4FL;

  private Fingerprint() {}

  static long of(ByteBuffer buffer) {
    long a = PRIME_1 + PRIME_2;
    long b = PRIME_2;
    long c = 0;
    long d = -PRIME_1;
    int end = buffer.limit();
    int at = buffer.position();
    for (; at <= end - 32; at += 32) {
      a = mixed(a, Memory.longAt(buffer, at));
      b = mixed(b, Memory.longAt(buffer, at + 8));
      c = mixed(c, Memory.longAt(buffer, at + 16));
      d = mixed(d, Memory.longAt(buffer, at + 24));
    }
    for (; at <= end - 8; at += 8) {
      a = mixed(a, Memory.longAt(buffer, at));
    }
    for (; at < end; at++) {
      b = mixed(b, buffer.get(at));
    }
    long hash = mixed(mixed(mixed(mixed(buffer.remaining(), a), b), c), d);
    hash = (hash ^ (hash >>> 33)) * PRIME_2;
    hash = (hash ^ (hash >>> 29)) * PRIME_1;
    hash ^= hash >>> 32;
    return hash == 0 ? 1 : hash;
  }

  private static long mixed(long lane, long bits) {
    return Long.rotateLeft((lane ^ bits) * PRIME_2, 31) * PRIME_1;
  }
}
