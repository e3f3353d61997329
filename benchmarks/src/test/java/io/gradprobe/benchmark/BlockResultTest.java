package io.gradprobe.benchmark;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

/** A comparison's result goes from a child JVM to its parent as one line. */
class BlockResultTest {
  @Test
  void comesBackFromItsLine() {
    BlockComparison.Result result =
        new BlockComparison.Result(
            Estimate.of(new double[] {1.25, 1.5, 1.75}),
            Estimate.of(new double[] {80, 90, 100}),
            1234.5,
            10,
            20.5,
            true);
    assertEquals(result, BlockComparison.Result.parse(result.line()));
  }
}
