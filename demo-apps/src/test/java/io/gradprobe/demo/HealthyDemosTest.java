package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Healthy training raises neither a WARNING nor an ERROR, whatever the seed. */
class HealthyDemosTest {
  private static final int SEEDS_OF_APPLICATIONS = 5;
  private static final int SEEDS_OF_TWINS = 2;

  @TestFactory
  Stream<DynamicTest> applications() {
    return Expectation.mainClasses("apps").stream()
        .flatMap(
            main ->
                IntStream.rangeClosed(1, SEEDS_OF_APPLICATIONS)
                    .mapToObj(seed -> test(main, "--seed", "" + seed)));
  }

  @TestFactory
  Stream<DynamicTest> repairedTwins() {
    return Expectation.mainClasses("faults").stream()
        .flatMap(
            main ->
                IntStream.rangeClosed(1, SEEDS_OF_TWINS)
                    .mapToObj(seed -> test(main, "--fixed", "--seed", "" + seed)));
  }

  private static DynamicTest test(String... program) {
    String main = program[0].substring(program[0].lastIndexOf('.') + 1);
    return dynamicTest(
        main + " seed " + program[program.length - 1],
        () -> {
          Result result = Fork.of(program).quick().recorded("console=off").run();
          Recording recording = result.recording();
          assertEquals(0, result.exitCode(), result::toString);
          assertFalse(recording.events("Step").isEmpty(), () -> "nothing was seen of " + result);
          assertEquals(List.of(), recording.findings(Found::isLoud));
        });
  }
}
