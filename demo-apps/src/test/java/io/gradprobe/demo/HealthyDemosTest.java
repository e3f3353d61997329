package io.gradprobe.demo;

import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.HealthyDemo;
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
                    () -> HealthyDemo.assertSilent(main, seeds, arguments)));
  }
}
