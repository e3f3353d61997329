package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.testing.BrokenDemo;
import io.gradprobe.demo.testing.Expectation;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every broken demo: the promised rule, on the promised subject, at the guilty line, in time. */
class BrokenDemosTest {
  @TestFactory
  Stream<DynamicTest> faults() {
    return Expectation.in("faults").stream().map(e -> test(e, e.mainClass()));
  }

  /** Faults that begin with one operation: it is named, and its line. */
  @TestFactory
  Stream<DynamicTest> origins() {
    return Expectation.in("origins").stream().map(e -> test(e, e.mainClass()));
  }

  @TestFactory
  Stream<DynamicTest> faultsOfApplications() {
    return Expectation.in("apps").stream().map(e -> test(e, e.mainClass(), "--fault", e.rule()));
  }

  @Test
  void everyApplicationHasAFaultAndEveryFaultAnExpectation() {
    for (String folder : List.of("faults", "origins", "apps")) {
      List<String> promised =
          Expectation.in(folder).stream().map(Expectation::mainClass).distinct().toList();
      assertEquals(Expectation.mainClasses(folder), promised);
    }
  }

  private static DynamicTest test(Expectation expected, String... program) {
    String name = expected.file() + " " + expected.rule();
    return dynamicTest(name, () -> check(expected, program));
  }

  private static void check(Expectation expected, String... program) {
    BrokenDemo.check(expected, promises(expected, program[0]), program);
  }

  private static List<Expectation> promises(Expectation expected, String program) {
    List<Expectation> promises = new ArrayList<>();
    for (String folder : List.of("faults", "origins", "apps")) {
      for (Expectation e : Expectation.in(folder)) {
        boolean same = !folder.equals("apps") || e.equals(expected);
        if (e.mainClass().equals(program) && same) {
          promises.add(e);
        }
      }
    }
    return promises;
  }
}
