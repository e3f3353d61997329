package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.apps.TwoPlayerGan;
import io.gradprobe.demo.programs.OnWorkers;
import io.gradprobe.demo.programs.OneAfterAnother;
import io.gradprobe.demo.programs.SharedLeak;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.Test;

/** Several training runs in one JVM are told apart, each with all of its steps. */
class ManyRunsTest {
  @Test
  void testRunsOfAllKindsOneAfterTheOther() {
    Result result = success(Fork.of(OneAfterAnother.class).quick().recorded("console=off").run());
    Recording recording = result.recording();
    List<String> seen = new ArrayList<>();
    for (RecordedEvent run : recording.events("Run")) {
      String name = run.getString("name").isEmpty() ? run.getString("kind") : run.getString("name");
      seen.add((name.equals("array") ? "arrays" : name) + " " + steps(recording, run));
    }
    assertEquals(result.out().lines().toList(), seen);
    assertEquals(List.of(), recording.findings(Found::isLoud));
  }

  @Test
  void testRunsOnWorkerThreads() {
    Result result = success(Fork.of(OnWorkers.class).quick().recorded("console=off").run());
    Recording recording = result.recording();
    assertEquals(Map.of("alone", 50, "left", 60, "right", 70), stepsByName(recording));
    for (RecordedEvent step : recording.events("Step")) {
      assertTrue(step.getThread().getJavaName().startsWith("pool-"), step::toString);
    }
    assertEquals(List.of(), recording.findings(Found::isLoud));
  }

  @Test
  void testTwoTrainersAtOnce() {
    Result result =
        success(
            Fork.of(TwoPlayerGan.class, "--steps", "120").quick().recorded("console=off").run());
    Recording recording = result.recording();
    assertEquals(Map.of("generator", 120, "discriminator", 120), stepsByName(recording));
    assertEquals(List.of(), recording.findings(Found::isLoud));
  }

  @Test
  void testTensorsLeftByALoopOfTwoRunsAreToldOnce() {
    Recording recording =
        success(Fork.of(SharedLeak.class).quick().recorded("console=off").run()).recording();
    assertEquals(2, recording.events("Run").size());
    assertEquals(
        List.of("tensor-leak on tensors at SharedLeak.java:33"),
        recording.findings(Found::isLoud).stream().map(Found::essence).toList());
  }

  private static Result success(Result result) {
    assertEquals(0, result.exitCode(), result::toString);
    return result;
  }

  private static Map<String, Integer> stepsByName(Recording recording) {
    Map<String, Integer> steps = new TreeMap<>();
    for (RecordedEvent run : recording.events("Run")) {
      steps.put(run.getString("name"), steps(recording, run));
    }
    return steps;
  }

  // How many steps the run has, which must count from 0 without a gap.
  private static int steps(Recording recording, RecordedEvent run) {
    List<RecordedEvent> steps = recording.events("Step", run.getString("run"));
    for (int i = 0; i < steps.size(); i++) {
      assertEquals(i, steps.get(i).getLong("step"), run::toString);
      assertTrue(Double.isFinite(steps.get(i).getDouble("loss")), steps.get(i)::toString);
      assertTrue(steps.get(i).getInt("backwards") > 0, steps.get(i)::toString);
    }
    return steps.size();
  }
}
