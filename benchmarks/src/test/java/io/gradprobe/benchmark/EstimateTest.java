package io.gradprobe.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EstimateTest {
  @Test
  void medianAndQuartiles() {
    Estimate e = Estimate.of(new double[] {5, 1, 4, 2, 3});
    assertEquals(3, e.median());
    assertEquals(1, e.spread());
    assertEquals(2.5, Estimate.of(new double[] {1, 2, 3, 9}).median());
  }

  @Test
  void theIntervalHoldsTheTrueMedianNearlyAlways() {
    Random random = new Random(1);
    int held = 0;
    for (int trial = 0; trial < 400; trial++) {
      double[] x = new double[60];
      for (int i = 0; i < x.length; i++) {
        x[i] = Math.exp(0.05 * random.nextGaussian());
      }
      Estimate e = Estimate.of(x);
      assertTrue(e.low() <= e.median() && e.median() <= e.high());
      held += e.low() <= 1 && e.high() >= 1 ? 1 : 0;
    }
    assertTrue(held >= 0.91 * 400 && held < 400, "held in " + held + " of 400");
  }

  @Test
  void verdictsNeedAnIntervalOnOneSide() {
    double[] x = {1.01, 1.02, 1.02, 1.02, 1.02, 1.03, 1.02, 1.02};
    assertEquals("met", Estimate.of(x).against(1.05));
    assertEquals("missed", Estimate.of(x).against(1.0));
    double[] wide = {0.9, 0.95, 1, 1.05, 1.1, 1.15, 1.2, 1.25};
    assertEquals("open", Estimate.of(wide).against(1.08));
    assertEquals("open", Estimate.of(new double[] {1, 1, 1}).against(1.05));
  }

  @Test
  void aLineIsReadBack() {
    Estimate e = Estimate.of(new double[] {1, 2, 4});
    assertEquals(e, Estimate.parse(e.line()));
    assertTrue(Double.isNaN(Estimate.of(new double[0]).median()));
  }
}
