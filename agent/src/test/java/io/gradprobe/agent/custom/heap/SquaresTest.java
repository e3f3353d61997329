package io.gradprobe.agent.custom.heap;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class SquaresTest {
  @Test
  void sumsAllElements() {
    assertEquals(55, Squares.of(new double[] {1, 2, 3, 4, 5}, null));
    assertEquals(55, Squares.of(new float[] {1, 2, 3, 4, 5}, null));
    assertEquals(30, Squares.of(new double[][] {{1, 2}, {3, 4}}, null));
    assertEquals(0, Squares.of(new double[7], null));
    assertEquals(-1, Squares.of(null, null));
  }

  @Test
  void isFiniteExactlyWhereAllElementsAre() {
    assertFalse(Double.isFinite(Squares.of(new double[] {1, Double.NaN}, null)));
    assertFalse(Double.isFinite(Squares.of(new float[] {1, Float.NEGATIVE_INFINITY}, null)));
    assertTrue(Double.isFinite(Squares.of(new double[] {1e300, 1}, null)));
    assertTrue(Squares.of(new double[] {1e-300, 0}, null) > 0);
  }
}
