package io.gradprobe.demo.javacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** What is known of a run, and what can be done about an error. */
class WatchedTest {
  private static final String HEALTHY = "io.gradprobe.demo.javacpp.healthy.";
  private static final String FAULTS = "io.gradprobe.demo.javacpp.faults.";

  private static List<String> all(List<RecordedEvent> events, String field) {
    return events.stream().map(e -> e.getString(field)).distinct().toList();
  }

  @Test
  void aRunIsKnownByItsModuleAndItsParametersByTheirPaths() {
    Recording recording =
        Fork.of(HEALTHY + "ConvNet").quick().recorded("console=off").run().recording();
    RecordedEvent run = recording.events("Run").get(0);
    assertEquals("JavaCPP", run.getString("framework"));
    assertTrue(run.getString("engine").startsWith("libtorch 2."), run::toString);
    assertEquals(
        List.of("conv.weight", "conv.bias", "norm.weight", "norm.bias", "head.weight", "head.bias"),
        all(recording.events("Parameter"), "parameter"));
    assertEquals(
        List.of("Net", "conv", "norm", "dropout", "head"), all(recording.events("Block"), "block"));
    List<RecordedEvent> steps = recording.events("Step");
    assertEquals(150, steps.size());
    assertEquals(32, steps.get(0).getLong("batchSize"));
    assertEquals(2e-3, steps.get(0).getDouble("learningRate"), 1e-12);
    assertTrue(Math.abs(steps.get(0).getDouble("loss") - Math.log(3)) < 1, steps.get(0)::toString);
  }

  @Test
  void aStepWhoseGradientsAreNotFiniteIsSkippedWhereThatIsAskedFor() {
    Result result =
        Fork.of(FAULTS + "NonFiniteGradient")
            .quick()
            .recorded("console=off,on-error=skip-step")
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    assertTrue(result.err().contains("step 0 skipped"), result::toString);
    assertFalse(result.out().contains("NaN"), result::toString);
    assertTrue(
        result.recording().findings(f -> f.rule().equals("non-finite-weight")).isEmpty(),
        result::toString);
  }

  @Test
  void theProgramIsStoppedWhereThatIsAskedFor() {
    Result result =
        Fork.of(FAULTS + "StaleGradient").quick().watched("console=off,on-error=stop").run();
    assertEquals(1, result.exitCode(), result::toString);
    assertTrue(result.err().contains("GradprobeException"), result::toString);
    assertTrue(result.err().contains("at " + FAULTS + "StaleGradient.main"), result::toString);
  }
}
