package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** With a fixed seed a program prints the same bytes and ends the same way, watched or not. */
class SameBytesTest {
  private static final List<String> PROFILES = List.of("watch", "debug", "protocol");

  @TestFactory
  Stream<DynamicTest> healthyPrograms() {
    return Stream.of(
            "DigitsConvNet",
            "CharLanguageModel",
            "PendulumRegression",
            "TwoPlayerGan",
            "CartPoleDqn",
            "FineTuning")
        .map(app -> dynamicTest(app, () -> check(0, "io.gradprobe.demo.apps." + app)));
  }

  @TestFactory
  Stream<DynamicTest> programsThatThrow() {
    return Stream.of("ForwardNotRecorded", "InPlaceModification")
        .map(fault -> dynamicTest(fault, () -> check(1, "io.gradprobe.demo.faults." + fault)));
  }

  private static void check(int exitCode, String main) {
    Result bare = Fork.of(main, "--seed", "7").quick().steady().run();
    assertEquals(exitCode, bare.exitCode(), bare::toString);
    assertTrue(!bare.out().isEmpty() || exitCode != 0, bare::toString);
    for (String profile : PROFILES) {
      Result watched =
          Fork.of(main, "--seed", "7")
              .quick()
              .steady()
              .watched("console=off,profile=" + profile)
              .run();
      assertEquals(bare.out(), watched.out(), watched::toString);
      assertEquals(bare.steadyErr(), watched.steadyErr(), watched::toString);
      assertEquals(bare.exitCode(), watched.exitCode(), watched::toString);
    }
  }
}
