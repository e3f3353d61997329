package io.gradprobe.demo.javacpp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.testing.BrokenDemo;
import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.HealthyDemo;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Broken demos have their promised finding and no other; healthy ones and the twins have none. */
class DemosTest {
  private static final String FAULTS = "javacpp.faults";
  private static final String HEALTHY = "javacpp.healthy";
  private static final int SEEDS = 2;

  @TestFactory
  Stream<DynamicTest> faults() {
    return Expectation.in(FAULTS).stream()
        .map(
            e ->
                dynamicTest(
                    e.file(), () -> BrokenDemo.check(e, promises(e.mainClass()), e.mainClass())));
  }

  private static List<Expectation> promises(String mainClass) {
    return Expectation.in(FAULTS).stream().filter(e -> e.mainClass().equals(mainClass)).toList();
  }

  @Test
  void everyFaultHasAnExpectation() {
    assertEquals(
        Expectation.mainClasses(FAULTS),
        Expectation.in(FAULTS).stream().map(Expectation::mainClass).distinct().toList());
  }

  /** In one JVM: what one program leaves behind must not trouble the next. */
  @Test
  void repairedTwins() {
    HealthyDemo.assertSilent(
        InTurn.class.getName(), SEEDS, Expectation.mainClasses(FAULTS).toArray(String[]::new));
  }

  @TestFactory
  Stream<DynamicTest> healthyPrograms() {
    return Expectation.mainClasses(HEALTHY).stream()
        .map(
            main ->
                dynamicTest(
                    main.substring(main.lastIndexOf('.') + 1),
                    () -> HealthyDemo.assertSilent(main, SEEDS)));
  }
}
