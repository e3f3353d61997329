package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.programs.Seeds;
import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Healthy training raises neither a WARNING nor an ERROR, whatever the seed. */
class HealthyDemosTest {
  private static final int SEEDS_OF_APPLICATIONS = 5;
  private static final int SEEDS_OF_TWINS = 2;
  private static final int SEEDS_OF_ODD_ONES = 3;

  @TestFactory
  Stream<DynamicTest> applications() {
    return tests("apps", SEEDS_OF_APPLICATIONS);
  }

  @TestFactory
  Stream<DynamicTest> repairedTwins() {
    return tests("faults", SEEDS_OF_TWINS, "--fixed");
  }

  @TestFactory
  Stream<DynamicTest> repairedOrigins() {
    return tests("origins", SEEDS_OF_TWINS, "--fixed");
  }

  @TestFactory
  Stream<DynamicTest> legalTrainingThatLooksOdd() {
    return tests("healthy", SEEDS_OF_ODD_ONES);
  }

  private static Stream<DynamicTest> tests(String folder, int seeds, String... arguments) {
    return Expectation.mainClasses(folder).stream()
        .map(
            main ->
                dynamicTest(
                    main.substring(main.lastIndexOf('.') + 1),
                    () -> assertSilent(main, seeds, arguments)));
  }

  private static void assertSilent(String main, int seeds, String... arguments) {
    List<String> program =
        new ArrayList<>(List.of(Seeds.class.getName(), Integer.toString(seeds), main));
    program.addAll(List.of(arguments));
    Result result = Fork.of(program.toArray(String[]::new)).quick().recorded("console=off").run();
    Recording recording = result.recording();
    assertEquals(0, result.exitCode(), result::toString);
    assertFalse(recording.events("Step").isEmpty(), () -> "nothing was seen of " + result);
    assertEquals(List.of(), recording.findings(Found::isLoud));
  }
}
