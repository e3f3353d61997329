package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongUnaryOperator;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Simulated training: time is told to the sampler, none passes. */
class SamplerTest {
  private static final long MICRO = 1000;

  /** More steps than any test has. */
  private static final int NEVER = Integer.MAX_VALUE;

  private long trained;
  private long measured;
  private int measurements;

  private static Sampler sampler(double share, long allowance) {
    return new Sampler(false, false, share, new AtomicLong(allowance), 0, NEVER);
  }

  /** Trains for some steps; a step's own time and a measurement's cost by step number. */
  private void train(Sampler sampler, int steps, LongUnaryOperator step, LongUnaryOperator cost) {
    trained = 0;
    measured = 0;
    measurements = 0;
    for (int i = 0; i < steps; i++) {
      long own = step.applyAsLong(i);
      long spent = 0;
      if (sampler.due()) {
        spent = cost.applyAsLong(i);
        sampler.spent(spent);
        measurements++;
      }
      trained += own;
      measured += spent;
      sampler.stepEnded(own + spent);
    }
  }

  @Test
  void testWhatWatchingCostsAnywayIsPartOfTheShare() {
    Sampler sampler = new Sampler(false, false, 0.02, new AtomicLong(), 20 * MICRO, NEVER);
    train(sampler, 100_000, i -> 10_000 * MICRO, i -> 1000 * MICRO);
    // Of 200 microseconds a step 20 are gone: a measurement of 1000 every 5.6 steps.
    assertEquals(18_000, measurements, 600);
  }

  @Test
  void testStepsTooShortForTheShareAreMeasuredSeldomButAreMeasured() {
    Sampler sampler = new Sampler(false, false, 0.02, new AtomicLong(), 20 * MICRO, 64);
    train(sampler, 100_000, i -> 500 * MICRO, i -> 100 * MICRO);
    assertEquals(100_000 / 64, measurements, 100);
  }

  @Test
  void testAShareOfZeroMeasuresNothingLater() {
    Sampler sampler = new Sampler(false, false, 0, new AtomicLong(), 20 * MICRO, 64);
    train(sampler, 100_000, i -> 500 * MICRO, i -> 100 * MICRO);
    assertEquals(Sampler.ALWAYS_MEASURED, measurements);
  }

  @ParameterizedTest
  @CsvSource({
    "0.02, 1000, 100",
    "0.02, 1000, 5000",
    "0.02, 100, 1000",
    "0.001, 1000, 100",
    "0.5, 1000, 2000",
    "0.02, 100000, 300",
    "0.02, 10, 10000"
  })
  void testStaysWithinItsShare(double share, long stepMicros, long costMicros) {
    Sampler sampler = sampler(share, 0);
    int steps = 200_000;
    train(sampler, steps, i -> stepMicros * MICRO, i -> costMicros * MICRO);
    long unpaid = (Sampler.ALWAYS_MEASURED + 2) * costMicros * MICRO;
    assertTrue(
        measured - unpaid <= share * (trained + measured),
        () -> "spent " + (double) measured / trained);
    double affordable = share * trained / (costMicros * MICRO);
    double least = Math.min(steps, affordable) * 0.8 - Sampler.ALWAYS_MEASURED - 4;
    assertTrue(
        measurements >= least, () -> measurements + " measured of " + affordable + " affordable");
  }

  @Test
  void testStaysWithinItsShareWhereCostsVary() {
    Random random = new Random(5);
    Sampler sampler = sampler(0.02, 0);
    train(
        sampler,
        100_000,
        i -> (long) (1000 * MICRO * Math.exp(random.nextGaussian())),
        i -> (long) (200 * MICRO * Math.exp(random.nextGaussian())));
    assertTrue((double) measured / trained < 0.022, () -> "spent " + (double) measured / trained);
    assertTrue((double) measured / trained > 0.012, () -> "spent " + (double) measured / trained);
  }

  @Test
  void testFirstMeasurementsThatAreDearDelayTheOthersOnlyForAWhile() {
    Sampler sampler = sampler(0.02, 0);
    train(sampler, 20_000, i -> 1000 * MICRO, i -> (i < 4 ? 50_000 : 20) * MICRO);
    assertTrue(measurements > 5000, () -> measurements + " measurements");
  }

  @Test
  void testPauseBetweenStepsBuysFewMeasurementsOnly() {
    Sampler sampler = sampler(0.02, 0);
    train(sampler, 1000, i -> 10 * MICRO, i -> 1000 * MICRO);
    sampler.stepEnded(3_600_000_000_000L);
    train(sampler, 100, i -> 10 * MICRO, i -> 1000 * MICRO);
    assertTrue(measurements <= 3, () -> measurements + " measurements");
  }

  @Test
  void testFirstStepsAreMeasuredWhateverTheyCost() {
    Sampler sampler = sampler(0.02, 0);
    for (int i = 0; i < Sampler.ALWAYS_MEASURED; i++) {
      assertTrue(sampler.due(), "step " + i);
      sampler.spent(1_000_000_000);
      sampler.stepEnded(1000);
    }
    assertFalse(sampler.due());
  }

  @Test
  void testAllowancePaysForTheFirstStepsAndIsSharedByAllRuns() {
    AtomicLong allowance = new AtomicLong(1000 * MICRO);
    Sampler first = new Sampler(false, false, 0.0001, allowance, 0, NEVER);
    train(first, 100, i -> MICRO, i -> 20 * MICRO);
    assertEquals(Sampler.ALWAYS_MEASURED + 50, measurements);
    assertTrue(allowance.get() <= 0);
    Sampler second = new Sampler(false, false, 0.0001, allowance, 0, NEVER);
    train(second, 100, i -> MICRO, i -> 20 * MICRO);
    assertEquals(Sampler.ALWAYS_MEASURED, measurements);
  }

  @Test
  void testAllowanceEndsWithTheFirstSteps() {
    AtomicLong allowance = new AtomicLong(Long.MAX_VALUE / 2);
    Sampler sampler = new Sampler(false, false, 0.0001, allowance, 0, NEVER);
    train(sampler, 10_000, i -> MICRO, i -> 20 * MICRO);
    assertTrue(measurements >= Sampler.ALLOWED, () -> measurements + " measurements");
    assertTrue(measurements <= Sampler.ALLOWED + 2, () -> measurements + " measurements");
  }

  @Test
  void testAlwaysMeasuresEveryStep() {
    Sampler sampler = new Sampler(true, false, 0, new AtomicLong(), 0, NEVER);
    train(sampler, 1000, i -> MICRO, i -> 1000 * MICRO);
    assertEquals(1000, measurements);
    assertEquals(1, sampler.interval());
  }

  @Test
  void testNeverMeasuresNothing() {
    Sampler sampler = new Sampler(false, true, 1, new AtomicLong(Long.MAX_VALUE), 0, NEVER);
    train(sampler, 1000, i -> MICRO, i -> MICRO);
    assertEquals(0, measurements);
    assertEquals(0, sampler.interval());
  }

  @Test
  void testShareOfZeroMeasuresNothingAfterTheBegin() {
    Sampler sampler = sampler(0, 0);
    train(sampler, 10_000, i -> 1000 * MICRO, i -> 10 * MICRO);
    assertEquals(Sampler.ALWAYS_MEASURED, measurements);
  }

  @Test
  void testIntervalTellsEveryHowManySteps() {
    Sampler sampler = sampler(0.02, 0);
    train(sampler, 100_000, i -> 1000 * MICRO, i -> 200 * MICRO);
    assertEquals(10, sampler.interval(), 1);
  }
}
