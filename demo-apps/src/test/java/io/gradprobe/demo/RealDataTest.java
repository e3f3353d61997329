package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Layout;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The demos of digits, tables and text on real data: silence on healthy ones, faults found. */
class RealDataTest {
  private static final String APPS = "io.gradprobe.demo.apps.";

  @ParameterizedTest
  @CsvSource({
    "DigitsConvNet, non-finite-loss",
    "PendulumRegression, stale-gradient",
    "FineTuning, frozen-weight-changed",
    "CharLanguageModel, gradient-wiped"
  })
  void testRealData(String app, String fault) {
    Path data = Layout.realData();
    assumeTrue(Files.isDirectory(data), () -> "skipped: no real data in " + data);
    Recording healthy = run(APPS + app, "--data", data.toString());
    assertFalse(healthy.events("Step").isEmpty());
    assertEquals(0, healthy.findings(Found::isLoud).size(), () -> "" + healthy.findings());

    Recording broken = run(APPS + app, "--data", data.toString(), "--fault", fault);
    Expectation expected =
        Expectation.in("apps").stream()
            .filter(e -> e.mainClass().equals(APPS + app) && e.rule().equals(fault))
            .findFirst()
            .orElseThrow();
    assertFalse(broken.findings(expected::isMetBy).isEmpty(), () -> "" + broken.findings());
  }

  private static Recording run(String... program) {
    Result result = Fork.of(program).quick().recorded("console=off").run();
    if (program.length == 3) {
      assertEquals(0, result.exitCode(), result::toString);
    }
    return result.recording();
  }
}
