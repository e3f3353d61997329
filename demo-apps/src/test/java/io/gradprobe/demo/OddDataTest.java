package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.programs.OddLabels;
import io.gradprobe.demo.programs.OddTensors;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Legal inputs and labels of unusual shape, type or content: nothing is found, nothing fails. */
class OddDataTest {
  @ParameterizedTest
  @ValueSource(classes = {OddTensors.class, OddLabels.class})
  void testNothingIsFoundAndNothingChanges(Class<?> program) {
    Result bare = Fork.of(program).quick().steady().run();
    assertEquals(0, bare.exitCode(), bare::toString);
    Set<String> names =
        bare.out().lines().map(line -> line.split(":")[0]).collect(Collectors.toSet());
    assertTrue(names.size() > 10, bare::toString);
    for (String profile : List.of("watch", "debug")) {
      Result watched =
          Fork.of(program).quick().steady().recorded("console=off,profile=" + profile).run();
      assertEquals(bare.out(), watched.out(), watched::toString);
      assertEquals(bare.steadyErr(), watched.steadyErr(), watched::toString);
      assertEquals(bare.exitCode(), watched.exitCode());
      Recording recording = watched.recording();
      assertEquals(List.of(), recording.findings());
      Set<String> seen =
          recording.events("Run").stream()
              .map(run -> run.getString("name"))
              .collect(Collectors.toSet());
      assertEquals(names, seen);
      assertTrue(recording.events("Activation").size() > names.size(), "forwards are read");
    }
  }
}
