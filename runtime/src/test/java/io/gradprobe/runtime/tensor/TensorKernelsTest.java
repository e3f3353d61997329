package io.gradprobe.runtime.tensor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class TensorKernelsTest {
  private static final int[] LENGTHS = {0, 1, 2, 3, 5, 8, 31, 1023, 1024, 1025, 2049, 3333};

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void statsAgreeWithTheNaiveOnes(ElementType type) {
    Random random = new Random(1);
    for (boolean special : new boolean[] {false, true}) {
      for (int length : LENGTHS) {
        byte[] bytes = Tensors.random(type, length, special, random);
        TensorStats expected = Tensors.naive(bytes, type);
        for (Tensors.Kind kind : Tensors.Kind.values()) {
          ByteBuffer buffer = kind.of(bytes);
          TensorStats stats = new TensorStats();
          stats.nonFinite = 99;
          int position = buffer.position();
          TensorKernels.stats(buffer, type, stats);
          assertSame(expected, stats, type, type + " " + kind + " " + length);
          assertEquals(position, buffer.position());
          assertEquals(bytes.length, buffer.remaining());
        }
      }
    }
  }

  private static void assertSame(
      TensorStats expected, TensorStats stats, ElementType type, String what) {
    assertEquals(expected.count, stats.count, what);
    assertEquals(expected.nonFinite, stats.nonFinite, what);
    assertEquals(expected.firstNonFinite, stats.firstNonFinite, what);
    assertEquals(expected.zeros, stats.zeros, what);
    assertNumbers(expected.min, stats.min, 0, what + " min");
    assertNumbers(expected.max, stats.max, 0, what + " max");
    assertNumbers(expected.absMax, stats.absMax, 0, what + " absMax");
    assertNumbers(expected.norm, stats.norm, precision(type) * expected.norm, what + " norm");
    double scale = Double.isNaN(expected.absMax) ? 0 : expected.absMax;
    assertNumbers(expected.mean, stats.mean, precision(type) / 10 * scale, what + " mean");
  }

  // Single precision is partly added in single precision.
  private static double precision(ElementType type) {
    return type == ElementType.FLOAT32 ? 1e-6 : 1e-12;
  }

  private static void assertNumbers(double expected, double actual, double delta, String what) {
    // -0.0 and 0.0 are the same minimum.
    if (expected != actual) {
      assertEquals(expected, actual, delta, what);
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void sumOfSquaresAgreesWithTheNaiveOne(ElementType type) {
    Random random = new Random(2);
    for (boolean special : new boolean[] {false, true}) {
      for (int length : LENGTHS) {
        byte[] bytes = Tensors.random(type, length, special, random);
        TensorStats expected = Tensors.naive(bytes, type);
        for (Tensors.Kind kind : Tensors.Kind.values()) {
          double squares = TensorKernels.sumOfSquares(kind.of(bytes), type);
          assertEquals(expected.allFinite(), Double.isFinite(squares), type + " " + length);
          assertEquals(expected.allZero(), squares == 0, type + " " + length);
          double exact = expected.norm * expected.norm;
          if (expected.allFinite() && Double.isFinite(exact)) {
            assertEquals(exact, squares, precision(type) * exact + Double.MIN_VALUE);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void oneNonFiniteElementIsFoundAnywhere(ElementType type) {
    byte[] nan = nan(type);
    if (nan.length == 0) {
      return;
    }
    int length = 2061;
    byte[] clean = Tensors.random(type, length, false, new Random(3));
    for (int index : new int[] {0, 1, 2, 1022, 1023, 1024, 2047, 2048, 2059, 2060}) {
      byte[] bytes = clean.clone();
      System.arraycopy(nan, 0, bytes, index * type.bytes(), nan.length);
      ByteBuffer buffer = Tensors.Kind.DIRECT.of(bytes);
      TensorStats stats = new TensorStats();
      TensorKernels.stats(buffer, type, stats);
      assertEquals(1, stats.nonFinite);
      assertEquals(index, stats.firstNonFinite);
      assertFalse(Double.isFinite(TensorKernels.sumOfSquares(buffer, type)));
    }
  }

  private static byte[] nan(ElementType type) {
    ByteBuffer buffer = ByteBuffer.allocate(8).order(ByteOrder.nativeOrder());
    switch (type) {
      case FLOAT32 -> buffer.putFloat(Float.NEGATIVE_INFINITY);
      case FLOAT64 -> buffer.putDouble(Double.NaN);
      case FLOAT16 -> buffer.putShort((short) 0x7c00);
      case BFLOAT16 -> buffer.putShort((short) 0x7fc0);
      default -> {
        return new byte[0];
      }
    }
    return Arrays.copyOf(buffer.array(), type.bytes());
  }

  @Test
  void floatsOfOneSignAndOfAllMagnitudesAgreeWithTheNaiveOnes() {
    Random random = new Random(8);
    for (int length : new int[] {63, 64, 67, 128, 511, 2047, 2048, 2051, 4096, 6200}) {
      for (double scale : new double[] {0, 1, 1e-44, 1e-20, 1e-15, 1e18, 1e19, 1e38}) {
        for (int signs = 0; signs < 4; signs++) {
          ByteBuffer bytes = ByteBuffer.allocate(4 * length).order(ByteOrder.nativeOrder());
          for (int i = 0; i < length; i++) {
            double value = (0.1 + random.nextDouble()) * scale;
            boolean zero = signs == 3 && random.nextBoolean();
            boolean negative = signs == 1 || (signs == 2 && random.nextBoolean());
            bytes.putFloat((float) (zero ? 0 : negative ? -value : value));
          }
          TensorStats expected = Tensors.naive(bytes.array(), ElementType.FLOAT32);
          TensorStats stats = new TensorStats();
          TensorKernels.stats(bytes.flip(), ElementType.FLOAT32, stats);
          assertSame(expected, stats, ElementType.FLOAT32, length + " " + scale + " " + signs);
          double squares = TensorKernels.sumOfSquares(bytes, ElementType.FLOAT32);
          double exact = expected.norm * expected.norm;
          assertEquals(exact, squares, 1e-6 * exact);
          assertEquals(expected.allZero(), squares == 0);
        }
      }
    }
  }

  @Test
  void doublesNearTheEndsOfTheRangeKeepTheirNorm() {
    assertNorm(Math.sqrt(2) * 1e300, 0, 1e300, -1e300);
    assertNorm(5e-310, 7e-310 / 2, 3e-310, 4e-310);
    assertNorm(Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE, Double.MAX_VALUE);
    assertNorm(1e300, 1e300 / 3, 1e300, 0, 1e-300);
    assertNorm(Double.MIN_VALUE, Double.MIN_VALUE, Double.MIN_VALUE);
    double[] long9 = new double[5000];
    Arrays.fill(long9, 1e305);
    assertNorm(Math.sqrt(5000) * 1e305, 1e305, long9);
  }

  private static void assertNorm(double norm, double mean, double... values) {
    ByteBuffer buffer = doubles(values);
    TensorStats stats = new TensorStats();
    TensorKernels.stats(buffer, ElementType.FLOAT64, stats);
    assertEquals(0, stats.nonFinite);
    assertEquals(norm, stats.norm, 1e-12 * norm);
    assertEquals(mean, stats.mean, 1e-12 * Math.abs(mean) + Double.MIN_VALUE);
    double squares = TensorKernels.sumOfSquares(buffer, ElementType.FLOAT64);
    assertTrue(squares > 0 && squares <= Double.MAX_VALUE, "squares " + squares);
  }

  private static ByteBuffer doubles(double... values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(8 * values.length).order(ByteOrder.nativeOrder());
    buffer.asDoubleBuffer().put(values);
    return buffer;
  }

  @Test
  void everyHalfPrecisionNumberIsDecoded() {
    for (int bits = 0; bits <= 0xffff; bits++) {
      double expected = Tensors.half(bits);
      float decoded = HalfFloat.decode((short) bits);
      assertEquals(expected, decoded, "bits " + bits);
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void samplesAreSpacedEvenly(ElementType type) {
    Random random = new Random(4);
    for (int length : LENGTHS) {
      byte[] bytes = Tensors.random(type, length, true, random);
      for (int wanted : new int[] {1, 7, 512, 4000}) {
        double[] sample = new double[wanted];
        int taken = TensorKernels.sample(Tensors.Kind.OFFSET.of(bytes), type, sample);
        assertEquals(Math.min(length, wanted), taken);
        for (int i = 0; i < taken; i++) {
          int index = (int) Math.floor((double) i * length / taken);
          assertEquals(Tensors.element(bytes, type, index), sample[i]);
        }
      }
    }
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void allZeroSeesEveryElement(ElementType type) {
    for (int length : LENGTHS) {
      byte[] bytes = new byte[length * type.bytes()];
      assertTrue(TensorKernels.allZero(Tensors.Kind.OFFSET.of(bytes), type));
      for (int at = 0; at < bytes.length; at += 1 + at / 40) {
        bytes[at] = 1;
        for (Tensors.Kind kind : Tensors.Kind.values()) {
          assertFalse(TensorKernels.allZero(kind.of(bytes), type), type + " byte " + at);
        }
        bytes[at] = 0;
      }
    }
  }

  @Test
  void minusZeroIsZeroButNoNumberIs() {
    float[] values = new float[70];
    Arrays.fill(values, -0.0f);
    ByteBuffer buffer = ByteBuffer.allocate(280).order(ByteOrder.nativeOrder());
    buffer.asFloatBuffer().put(values);
    assertTrue(TensorKernels.allZero(buffer, ElementType.FLOAT32));
    assertFalse(TensorKernels.allZero(buffer, ElementType.INT32));
    buffer.putFloat(200, Float.NaN);
    assertFalse(TensorKernels.allZero(buffer, ElementType.FLOAT32));
    assertTrue(TensorKernels.allZero(doubles(0, -0.0), ElementType.FLOAT64));
  }

  @Test
  void fingerprintChangesWithEveryBit() {
    byte[] bytes = Tensors.random(ElementType.INT8, 75, false, new Random(5));
    Set<Long> seen = new HashSet<>();
    seen.add(TensorKernels.fingerprint(Tensors.Kind.HEAP.of(bytes)));
    for (int bit = 0; bit < 8 * bytes.length; bit++) {
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
      assertTrue(seen.add(TensorKernels.fingerprint(Tensors.Kind.HEAP.of(bytes))), "bit " + bit);
      bytes[bit / 8] ^= (byte) (1 << bit % 8);
    }
  }

  @Test
  void fingerprintSeesSwapsSignsAndLengths() {
    double[] values = new Random(6).doubles(64).toArray();
    long original = TensorKernels.fingerprint(doubles(values));
    assertEquals(original, TensorKernels.fingerprint(doubles(values.clone())));
    Set<Long> seen = new HashSet<>(Set.of(original));
    for (int i = 0; i < values.length; i++) {
      for (int j = 0; j < i; j++) {
        double[] changed = values.clone();
        changed[i] = -values[i];
        changed[j] = -values[j];
        assertTrue(seen.add(TensorKernels.fingerprint(doubles(changed))), i + " " + j);
        changed[i] = values[j];
        changed[j] = values[i];
        assertTrue(seen.add(TensorKernels.fingerprint(doubles(changed))), i + " " + j);
      }
    }
    for (int length = 0; length < 100; length++) {
      assertTrue(seen.add(TensorKernels.fingerprint(ByteBuffer.allocate(length))), "" + length);
    }
  }

  @Test
  void fingerprintIsTheSameForEveryKindOfBuffer() {
    byte[] bytes = Tensors.random(ElementType.FLOAT32, 100, false, new Random(7));
    long expected = TensorKernels.fingerprint(ByteBuffer.wrap(bytes));
    assertNotEquals(0, expected);
    for (Tensors.Kind kind : Tensors.Kind.values()) {
      assertEquals(expected, TensorKernels.fingerprint(kind.of(bytes)), kind.name());
    }
  }

  @Test
  void bytesThatMakeNoElementAreLeftOut() {
    ByteBuffer buffer = Tensors.Kind.OFFSET.of(new byte[] {0, 0, 0, 0, 1, 1, 1});
    TensorStats stats = new TensorStats();
    TensorKernels.stats(buffer, ElementType.FLOAT32, stats);
    assertEquals(1, stats.count);
    assertEquals(0, TensorKernels.sumOfSquares(buffer, ElementType.FLOAT32));
    assertTrue(TensorKernels.allZero(buffer, ElementType.FLOAT32));
    assertEquals(1, TensorKernels.sample(buffer, ElementType.FLOAT32, new double[3]));
  }
}
