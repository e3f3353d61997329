package io.gradprobe.demo.javacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** With a fixed seed a program prints the same bytes and ends the same way, watched or not. */
class SameBytesTest {
  @TestFactory
  Stream<DynamicTest> programs() {
    return Stream.of("ConvNet", "TwoPlayers", "BareTensors")
        .map(name -> dynamicTest(name, () -> check("io.gradprobe.demo.javacpp.healthy." + name)));
  }

  private static void check(String main) {
    Result bare = Fork.of(main, "--seed", "7").quick().run();
    assertEquals(0, bare.exitCode(), bare::toString);
    assertFalse(bare.out().isEmpty(), bare::toString);
    for (String profile : List.of("watch", "debug")) {
      Result watched =
          Fork.of(main, "--seed", "7").quick().watched("console=off,profile=" + profile).run();
      assertEquals(bare.out(), watched.out(), watched::toString);
      assertEquals(bare.err(), watched.err(), watched::toString);
      assertEquals(bare.exitCode(), watched.exitCode(), watched::toString);
    }
  }
}
