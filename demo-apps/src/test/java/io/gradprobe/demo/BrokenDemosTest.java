package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import jdk.jfr.consumer.RecordedEvent;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/** Every broken demo: the promised rule, on the promised subject, at the guilty line, in time. */
class BrokenDemosTest {
  private static final Set<String> NON_FINITE =
      Set.of("non-finite-loss", "non-finite-gradient", "non-finite-input");
  private static final Pattern PRINTED_LOSS = Pattern.compile("step (\\d+): loss (\\S+)");

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
    Result result = Fork.of(program).quick().recorded(options(expected)).run();
    Recording recording = result.recording();
    List<Found> met = recording.findings(expected::isMetBy);
    assertFalse(
        met.isEmpty(),
        () -> expected + "\ncame as\n" + lines(recording.findings()) + "\n" + result);
    Found found = met.get(0);
    assertFalse(found.message().isBlank() || found.advice().isBlank(), found::toString);
    if (NON_FINITE.contains(expected.rule())) {
      checkInTime(found, recording, result);
    }
    checkNothingElseIsLoud(program[0], expected, recording);
  }

  /** One fault, one finding: all that follows from it is linked to it and told as INFO. */
  private static void checkNothingElseIsLoud(
      String program, Expectation expected, Recording recording) {
    Set<String> promised = new TreeSet<>();
    for (String folder : List.of("faults", "origins", "apps")) {
      for (Expectation e : Expectation.in(folder)) {
        boolean same = !folder.equals("apps") || e.equals(expected);
        if (e.mainClass().equals(program) && same) {
          promised.add(e.essence());
        }
      }
    }
    Set<String> loud = new TreeSet<>();
    for (Found found : recording.findings(Found::isLoud)) {
      loud.add(found.essence());
    }
    // What a rule only informs of may be promised and is not loud.
    for (Found found : recording.findings(f -> !f.isLoud() && f.cause().isEmpty())) {
      if (promised.contains(found.essence())) {
        loud.add(found.essence());
      }
    }
    assertEquals(promised, loud, () -> lines(recording.findings()));
  }

  /** What a program is to be watched with; a limit of memory must be told, as a container would. */
  private static String options(Expectation expected) {
    return expected.rule().equals("memory-limit-near")
        ? "console=off,rule.memory-limit-near.limit-mib=500"
        : "console=off";
  }

  /**
   * The finding comes before the optimizer step that spreads the fault: until then every weight and
   * gradient was finite, and so was every loss that the program itself printed.
   */
  private static void checkInTime(Found found, Recording recording, Result result) {
    for (String type : List.of("Weight", "Gradient")) {
      for (RecordedEvent event : recording.events(type, found.run())) {
        assertTrue(
            event.getLong("nonFinite") == 0 || event.getLong("step") >= found.step(),
            () -> "before " + found + ":\n" + event);
      }
    }
    Matcher printed = PRINTED_LOSS.matcher(result.out());
    while (printed.find()) {
      long step = Long.parseLong(printed.group(1));
      boolean isFinite = Double.isFinite(Double.parseDouble(printed.group(2)));
      // A program that skips the bad batch goes on with finite losses.
      assertTrue(
          isFinite || step >= found.step(), () -> "printed " + printed.group() + ", but " + found);
    }
  }

  private static String lines(List<Found> findings) {
    StringBuilder text = new StringBuilder();
    findings.forEach(f -> text.append("  ").append(f).append('\n'));
    return text.toString();
  }
}
