package io.gradprobe.demo.dl4j;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.dl4j.faults.LogOfZero;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import org.junit.jupiter.api.Test;

/** One bad batch: what becomes of the weights as the user asked for. */
class OnErrorDl4jTest {
  private static Result run(String onError) {
    return Fork.of(LogOfZero.class).quick().watched("console=off,on-error=" + onError).run();
  }

  @Test
  void theBadStepIsSkippedAndTrainingGoesOn() {
    Result result = run("skip-step");
    assertEquals(0, result.exitCode(), result::toString);
    assertTrue(result.err().contains("step 20 skipped"), result::toString);
    assertFalse(result.err().contains("step 21 skipped"), result::toString);
    assertTrue(Double.isFinite(score(result)), result::toString);
  }

  @Test
  void trainingIsStopped() {
    Result result = run("stop");
    assertNotEquals(0, result.exitCode());
    assertTrue(result.err().contains("GradprobeException"), result::toString);
    assertTrue(result.out().isBlank(), result::toString);
  }

  @Test
  void otherwiseNothingIsDone() {
    Result result = run("report");
    assertEquals(0, result.exitCode(), result::toString);
    assertTrue(Double.isNaN(score(result)), result::toString);
  }

  private static double score(Result result) {
    return Double.parseDouble(result.out().trim().split(" ")[1]);
  }
}
