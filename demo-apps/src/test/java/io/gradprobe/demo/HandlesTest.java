package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.demo.programs.LiveHandles;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Over 2,000 steps, each measured, no native handle stays alive because of gradprobe. */
class HandlesTest {
  @ParameterizedTest
  @ValueSource(strings = {"trainer", "classifier", "arrays"})
  void testAsManyLiveHandlesAsWithoutTheAgent(String kind) {
    Result bare = Fork.of(LiveHandles.class, kind).run();
    List<String> lines = bare.out().lines().toList();
    assertEquals(2, lines.size(), bare::toString);
    assertEquals(handles(lines.get(0)), handles(lines.get(1)), bare::toString);
    Result watched = Fork.of(LiveHandles.class, kind).recorded("console=off,profile=debug").run();
    assertEquals(bare.out(), watched.out(), watched::toString);
    assertEquals(2000, watched.recording().events("Step").size());
  }

  private static String handles(String line) {
    return line.substring(line.indexOf(':'));
  }
}
