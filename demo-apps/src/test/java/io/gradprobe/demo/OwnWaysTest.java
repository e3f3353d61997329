package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;

import io.gradprobe.demo.programs.ArraysUphill;
import io.gradprobe.demo.programs.NamelessBlock;
import io.gradprobe.demo.programs.NewHead;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Result;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Ways of writing a program that the demos do not take. */
class OwnWaysTest {
  @TempDir Path folder;

  @Test
  void testHeadThatIsReplacedAfterTheLoadNeedNoValues() {
    assertEquals(List.of(), loud(NewHead.class, folder.toString()));
  }

  @Test
  void testBlockOfAnAnonymousClassHasAName() {
    List<Found> loud = loud(NamelessBlock.class);
    assertEquals(
        List.of("degenerate-output NamelessBlock$1"),
        loud.stream().map(f -> f.rule() + " " + f.subject()).toList());
  }

  @Test
  void testLossOfBareArraysIsKnown() {
    List<Found> loud = loud(ArraysUphill.class, "up");
    assertEquals(
        List.of("update-ascends w"),
        loud.stream().map(f -> f.rule() + " " + f.subject()).limit(1).toList());
    assertEquals(List.of(), loud(ArraysUphill.class, "down"));
  }

  private static List<Found> loud(Class<?> program, String... arguments) {
    Result result = Fork.of(program, arguments).quick().recorded("console=off,profile=debug").run();
    assertEquals(0, result.exitCode(), result::toString);
    return result.recording().findings(Found::isLoud);
  }
}
