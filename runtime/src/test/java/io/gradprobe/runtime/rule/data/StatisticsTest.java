package io.gradprobe.runtime.rule.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

/** The statistics that rules on data rest on. */
class StatisticsTest {

  @Test
  void wilsonsIntervalHoldsTheShare() {
    // Values of the closed form, as tables give them.
    assertEquals(0.2366, Wilson.lower(5, 10), 1e-4);
    assertEquals(0.7634, Wilson.upper(5, 10), 1e-4);
    assertEquals(0.7225, Wilson.lower(10, 10), 1e-4);
    assertEquals(0, Wilson.lower(0, 10), 1e-12);
    assertEquals(0, Wilson.lower(0, 0));
    assertEquals(1, Wilson.upper(0, 0));
  }

  @Test
  void theSlopeResistsOutliers() {
    Trend trend = new Trend(20);
    for (int i = 0; i < 40; i++) {
      assertEquals(i >= 20, trend.isFull());
      trend.add(3 * i, i % 7 == 0 ? 1e6 : 6 * i + 1);
    }
    assertEquals(2, trend.slope(), 1e-9);
    assertTrue(trend.risesBeyondChance());
  }

  @Test
  void noiseRisesSeldomBeyondChance() {
    int said = 0;
    for (int seed = 0; seed < 20_000; seed++) {
      Random random = new Random(seed);
      Trend trend = new Trend(30);
      for (int i = 0; i < 30; i++) {
        trend.add(i, random.nextGaussian());
      }
      said += trend.risesBeyondChance() ? 1 : 0;
    }
    assertTrue(said > 2 && said < 50, said + " of 20000");
  }

  @Test
  void aFallIsNoRise() {
    Trend trend = new Trend(10);
    for (int i = 0; i < 10; i++) {
      trend.add(i, -i);
    }
    assertEquals(-1, trend.slope());
    assertEquals(-1, trend.ends());
    assertFalse(trend.risesBeyondChance());
    trend.clear();
    assertTrue(Double.isNaN(trend.slope()));
  }

  @Test
  void sizesOfShapes() {
    assertArrayEquals(new long[] {32, 10}, Forwards.sizes("(32, 10)"));
    assertArrayEquals(new long[] {7}, Forwards.sizes("(7)"));
    assertArrayEquals(new long[0], Forwards.sizes("()"));
    assertArrayEquals(new long[0], Forwards.sizes(""));
    assertArrayEquals(new long[0], Forwards.sizes("(a, 3)"));
  }
}
