package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.custom.circles.Circles;
import io.gradprobe.demo.custom.moons.Moons;
import io.gradprobe.demo.programs.DroppedClasses;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import org.junit.jupiter.api.Test;

/** What a program has dropped is collected, watched or not. */
class DroppedClassesTest {
  @Test
  void loadersOfWatchedProgramsAreCollected() {
    Result result =
        Fork.of(DroppedClasses.class, Moons.class.getName(), Circles.class.getName())
            .quick()
            .recorded("console=off")
            .run();
    assertEquals(0, result.exitCode(), result::toString);
    assertTrue(result.out().endsWith("0 of 2 loaders are left\n"), result::toString);
    assertEquals(2, result.recording().runs().size(), result::toString);
  }
}
