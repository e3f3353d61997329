package io.gradprobe.runtime.tensor;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BatchKernelsTest {

  private static ByteBuffer floats(double... values) {
    // Neither at the begin nor up to the end: position and limit must be heeded.
    ByteBuffer buffer = ByteBuffer.allocate(4 * values.length + 8).order(ByteOrder.nativeOrder());
    for (int i = 0; i < values.length; i++) {
      buffer.putFloat(4 + 4 * i, (float) values[i]);
    }
    buffer.putFloat(0, Float.NaN).putFloat(4 + 4 * values.length, Float.NaN);
    return buffer.position(4).limit(4 + 4 * values.length);
  }

  private static ByteBuffer longs(long... values) {
    ByteBuffer buffer = ByteBuffer.allocateDirect(8 * values.length);
    buffer.order(ByteOrder.nativeOrder()).asLongBuffer().put(values);
    return buffer;
  }

  @ParameterizedTest
  @CsvSource({"1, 1, 1", "3, 5, 1", "4, 7, 6", "33, 40, 1", "2, 3, 500", "1500, 2, 1"})
  void unitMeansAgreeWithTheNaiveOnes(int rows, int units, int inner) {
    Random random = new Random(rows * 31L + units);
    double[] values = random.doubles((long) rows * units * inner, -1, 1).toArray();
    for (UnitMeasure measure : UnitMeasure.values()) {
      double[] expected = new double[units];
      for (int i = 0; i < values.length; i++) {
        double y = (float) values[i];
        expected[i / inner % units] +=
            switch (measure) {
                  case POSITIVE -> y > 0 ? 1 : 0;
                  case SIGMOID_SLOPE -> y * (1 - y) / 0.25;
                  case TANH_SLOPE -> 1 - y * y;
                }
                / (rows * inner);
      }
      float[] means = new float[units];
      BatchKernels.unitMeans(floats(values), ElementType.FLOAT32, measure, inner, means);
      for (int u = 0; u < units; u++) {
        assertEquals(expected[u], means[u], 1e-5, measure + " of unit " + u);
      }
    }
  }

  @Test
  void aUnitIsJudgedByItsFiniteElementsOnly() {
    float[] means = new float[3];
    ByteBuffer buffer = floats(1, Double.NaN, -1, Double.POSITIVE_INFINITY, Double.NaN, 2);
    BatchKernels.unitMeans(buffer, ElementType.FLOAT32, UnitMeasure.POSITIVE, 1, means);
    assertArrayEquals(new float[] {1, Float.NaN, 0.5f}, means);
  }

  @Test
  void columnsAgreeWithWhatIsKnownOfThem() {
    double[] mean = new double[4];
    double[] deviation = new double[4];
    double[] min = new double[4];
    double[] max = new double[4];
    ByteBuffer buffer =
        floats(
            1,
            0.1f,
            Double.NaN,
            1,
            3,
            0.1f,
            Double.NEGATIVE_INFINITY,
            Double.NaN,
            5,
            0.1f,
            Double.NaN,
            2);
    BatchKernels.columns(buffer, ElementType.FLOAT32, mean, deviation, min, max);
    assertArrayEquals(new double[] {3, 0.1f, Double.NaN, 1.5}, mean, 1e-12);
    assertArrayEquals(new double[] {Math.sqrt(8 / 3.0), 0, Double.NaN, 0.5}, deviation, 1e-12);
    assertArrayEquals(new double[] {1, 0.1f, Double.NaN, 1}, min);
    assertArrayEquals(new double[] {5, 0.1f, Double.NaN, 2}, max);
    assertEquals(0, deviation[1], "a constant column does not vary, whatever its mean rounds to");
  }

  @Test
  void deviationsOfColumnsSurviveALargeMean() {
    Random random = new Random(5);
    int rows = 4000;
    ByteBuffer buffer = ByteBuffer.allocate(8 * rows).order(ByteOrder.nativeOrder());
    for (int r = 0; r < rows; r++) {
      buffer.putDouble(8 * r, 1e9 + random.nextGaussian());
    }
    double[][] out = new double[4][1];
    BatchKernels.columns(buffer, ElementType.FLOAT64, out[0], out[1], out[2], out[3]);
    assertEquals(1e9, out[0][0], 0.1);
    assertEquals(1, out[1][0], 0.05);
  }

  @Test
  void columnsOfNoRowsAreUnknown() {
    double[][] out = new double[4][2];
    BatchKernels.columns(floats(), ElementType.FLOAT32, out[0], out[1], out[2], out[3]);
    for (double[] each : out) {
      assertArrayEquals(new double[] {Double.NaN, Double.NaN}, each);
    }
  }

  @Test
  void classesAreCounted() {
    assertArrayEquals(
        new long[] {1, 0, 0, 3}, BatchKernels.classCounts(longs(3, 0, 3, 3), ElementType.INT64));
    assertArrayEquals(
        new long[] {2, 1}, BatchKernels.classCounts(floats(0, -0.0, 1), ElementType.FLOAT32));
    assertEquals(4096, BatchKernels.classCounts(longs(4095), ElementType.INT64).length);
    assertEquals(0, BatchKernels.classCounts(longs(), ElementType.INT64).length);
  }

  @ParameterizedTest
  @CsvSource({"0.5", "-1", "4096", "NaN", "Infinity"})
  void whatIsNoClassEndsTheCount(double odd) {
    assertNull(BatchKernels.classCounts(floats(1, 2, odd, 0), ElementType.FLOAT32));
  }

  @Test
  void wholeNumbersAreTold() {
    assertTrue(BatchKernels.integral(floats(1, -3, Double.NaN, 4e9), ElementType.FLOAT32));
    assertFalse(BatchKernels.integral(floats(1, 2.5), ElementType.FLOAT32));
    assertTrue(BatchKernels.integral(longs(Long.MAX_VALUE), ElementType.INT64));
  }

  @Test
  void oneHotRowsAreCountedByThePlaceOfTheOne() {
    ByteBuffer hot = floats(0, 1, 0, 0, 1, 0, 1, 0, 0);
    assertArrayEquals(new long[] {1, 2, 0}, BatchKernels.oneHotCounts(hot, ElementType.FLOAT32, 3));
    assertNull(BatchKernels.oneHotCounts(hot, ElementType.FLOAT32, 2), "rows of another length");
    assertNull(BatchKernels.oneHotCounts(floats(0, 1, 0, 0), ElementType.FLOAT32, 2), "no one");
    assertNull(BatchKernels.oneHotCounts(floats(1, 1), ElementType.FLOAT32, 2), "two ones");
    assertNull(BatchKernels.oneHotCounts(floats(0.1, 0.9), ElementType.FLOAT32, 2), "smoothed");
    assertNull(BatchKernels.oneHotCounts(floats(1, 1), ElementType.FLOAT32, 1), "one column");
    assertNull(BatchKernels.oneHotCounts(floats(), ElementType.FLOAT32, 2), "no rows");
  }

  @ParameterizedTest
  @EnumSource(ElementType.class)
  void samplesAreEqualWhereAllRowsAre(ElementType type) {
    for (int columns : new int[] {1, 2, 3, 8, 13}) {
      for (int rows : new int[] {2, 3, 17}) {
        int bytes = columns * type.bytes();
        byte[] all = new byte[rows * bytes];
        byte[] row = Tensors.random(type, columns, false, new Random(columns));
        for (int r = 0; r < rows; r++) {
          System.arraycopy(row, 0, all, r * bytes, bytes);
        }
        assertTrue(BatchKernels.samplesEqual(ByteBuffer.wrap(all), type, rows));
        for (int r = 0; r < rows; r++) {
          byte[] other = all.clone();
          // The lowest bit of the mantissa or number; of a truth value, truth itself.
          int at = r * bytes + lowest(type);
          other[at] =
              type == ElementType.BOOL ? (byte) (other[at] == 0 ? 1 : 0) : (byte) ~other[at];
          assertFalse(
              BatchKernels.samplesEqual(ByteBuffer.wrap(other), type, rows),
              type + " " + columns + " columns, row " + r);
        }
      }
    }
  }

  private static int lowest(ElementType type) {
    return ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN ? 0 : type.bytes() - 1;
  }

  @Test
  void zerosOfEitherSignAreEqual() {
    assertTrue(BatchKernels.samplesEqual(floats(0, 1, -0.0, 1), ElementType.FLOAT32, 2));
    assertTrue(BatchKernels.samplesEqual(floats(0, -0.0, 0), ElementType.FLOAT32, 3));
  }

  @Test
  void aSingleRowEqualsNothing() {
    assertFalse(BatchKernels.samplesEqual(floats(1, 1), ElementType.FLOAT32, 1));
    assertFalse(BatchKernels.samplesEqual(floats(), ElementType.FLOAT32, 2));
    assertFalse(BatchKernels.samplesEqual(floats(1, 1, 1), ElementType.FLOAT32, 2));
  }

  @Test
  void kindsOfNonFiniteElementsAreTold() {
    double down = Double.NEGATIVE_INFINITY;
    double up = Double.POSITIVE_INFINITY;
    assertEquals(0, kinds(1, 0, Float.MAX_VALUE));
    assertEquals(BatchKernels.NEGATIVE_INFINITY, kinds(1, down, down));
    assertEquals(BatchKernels.POSITIVE_INFINITY, kinds(up));
    assertEquals(BatchKernels.NAN | BatchKernels.NEGATIVE_INFINITY, kinds(down, 1, Double.NaN));
    assertEquals(7, kinds(down, up, Double.NaN));
    assertEquals(0, BatchKernels.nonFiniteKinds(longs(-1, Long.MIN_VALUE), ElementType.INT64));
  }

  private static int kinds(double... values) {
    return BatchKernels.nonFiniteKinds(floats(values), ElementType.FLOAT32);
  }
}
