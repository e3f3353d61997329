package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import io.gradprobe.demo.faults.GradientWiped;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Jdks;
import io.gradprobe.demo.testing.Layout;
import io.gradprobe.demo.testing.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Beside OpenTelemetry's own agent, in either order, gradprobe finds the same and stays silent. */
class CoexistenceTest {
  @Test
  void openTelemetryFirst() {
    check(Jdks.current(), true);
  }

  @Test
  void openTelemetryLast() {
    check(Jdks.current(), false);
  }

  @Test
  void openTelemetryFirstOnJdk25() {
    check(Jdks.newer(), true);
  }

  private static void check(Path jdk, boolean openTelemetryFirst) {
    Fork bare = fork(jdk).agent(Layout.openTelemetryAgent());
    Fork both = fork(jdk);
    if (openTelemetryFirst) {
      both.agent(Layout.openTelemetryAgent()).recorded("console=off");
    } else {
      both.recorded("console=off").agent(Layout.openTelemetryAgent());
    }
    Result alone = bare.run();
    Result result = both.run();
    assertEquals(0, result.exitCode(), result::toString);
    assertEquals(alone.out(), result.out());
    assertEquals(foreign(alone), foreign(result));
    Result plain = fork(jdk).recorded("console=off").run();
    List<String> expected = essence(plain);
    assertFalse(expected.isEmpty());
    assertEquals(expected, essence(result));
  }

  private static Fork fork(Path jdk) {
    return Fork.of(GradientWiped.class)
        .steady()
        .on(jdk)
        .environment("OTEL_TRACES_EXPORTER", "none")
        .environment("OTEL_METRICS_EXPORTER", "none")
        .environment("OTEL_LOGS_EXPORTER", "none");
  }

  private static List<String> essence(Result result) {
    return result.recording().findings().stream().map(Found::essence).sorted().toList();
  }

  // OpenTelemetry's own lines bear the time.
  private static List<String> foreign(Result result) {
    return result.err().lines().filter(line -> !line.startsWith("[otel.javaagent ")).toList();
  }
}
