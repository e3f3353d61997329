package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.faults.NonFiniteGradient;
import io.gradprobe.demo.faults.StaleGradient;
import io.gradprobe.demo.programs.BadBatch;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What an ERROR finding does: report, skip the step, stop the loop. */
class OnErrorTest {
  private static final String STOPPED =
      "Exception in thread \"main\" io.gradprobe.runtime.GradprobeException: ";

  @ParameterizedTest
  @ValueSource(classes = {NonFiniteGradient.class, BadBatch.class})
  void testReportChangesNothing(Class<?> program) {
    Result bare = Fork.of(program).quick().steady().run();
    assertTrue(bare.out().contains("NaN"), bare::toString);
    for (String options : new String[] {"console=off", "console=off,on-error=report"}) {
      Result watched = Fork.of(program).quick().steady().watched(options).run();
      assertEquals(bare.out(), watched.out());
      assertEquals(bare.steadyErr(), watched.steadyErr());
      assertEquals(bare.exitCode(), watched.exitCode());
    }
  }

  @ParameterizedTest
  @ValueSource(classes = {NonFiniteGradient.class, BadBatch.class})
  void testSkipStepKeepsNonFiniteGradientsOutOfTheWeights(Class<?> program) {
    Result result = Fork.of(program).quick().recorded("console=off,on-error=skip-step").run();
    assertEquals(0, result.exitCode(), result::toString);
    String lastLine = result.out().lines().reduce((a, b) -> b).orElse("");
    assertFalse(lastLine.contains("NaN"), result::toString);
    Recording recording = result.recording();
    assertTrue(
        recording.events("Weight").stream().allMatch(event -> event.getLong("nonFinite") == 0));
    List<Found> errors = recording.findings(f -> f.severity().equals("ERROR"));
    assertEquals(1, errors.stream().map(Found::rule).distinct().count(), errors::toString);
    assertTrue(errors.get(0).rule().startsWith("non-finite-"), errors::toString);
  }

  @ParameterizedTest
  @ValueSource(classes = {NonFiniteGradient.class, BadBatch.class})
  void testStopThrowsOutOfTheLoop(Class<?> program) {
    Result result = Fork.of(program).quick().recorded("console=off,on-error=stop").run();
    assertEquals(1, result.exitCode(), result::toString);
    Found first = result.recording().findings(f -> f.severity().equals("ERROR")).get(0);
    String thrown =
        result.err().lines().filter(line -> line.startsWith(STOPPED)).findFirst().orElse("");
    assertTrue(thrown.contains(first.rule()), result::toString);
    assertTrue(thrown.contains(first.subject()), result::toString);
    assertFalse(result.out().contains("result"), result::toString);
    assertFalse(result.out().contains("NaN"), result::toString);
  }

  @Test
  void testStopOnAnErrorOfTheProtocol() {
    Result result = Fork.of(StaleGradient.class).watched("console=off,on-error=stop").run();
    assertEquals(1, result.exitCode(), result::toString);
    assertTrue(result.err().contains(STOPPED + "stale-gradient on 01Linear_weight"), result::err);
  }

  @Test
  void testSkipStepLeavesOtherErrorsAlone() {
    Result bare = Fork.of(StaleGradient.class).quick().steady().run();
    Result result =
        Fork.of(StaleGradient.class)
            .quick()
            .steady()
            .watched("console=off,on-error=skip-step")
            .run();
    assertEquals(bare.out(), result.out());
    assertEquals(bare.exitCode(), result.exitCode());
  }
}
