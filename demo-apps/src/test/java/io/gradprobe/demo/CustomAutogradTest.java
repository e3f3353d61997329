package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.DynamicTest.dynamicTest;

import io.gradprobe.demo.programs.Seeds;
import io.gradprobe.demo.testing.Expectation;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Found;
import io.gradprobe.demo.testing.OwnAutograd;
import io.gradprobe.demo.testing.Recording;
import io.gradprobe.demo.testing.Result;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Programs with an autograd of their own, watched with no binding file. */
class CustomAutogradTest {
  private static final int SEEDS = 2;

  /** With the comparison with numerical derivatives, which is off by default. */
  private static final String CHECKED = "console=off,rule.gradient-mismatch.enabled=true";

  private static final int LEAST_STEPS = 200;

  /** Discovery is not certain of these: without a binding file they are left alone. */
  private static final Set<String> NOT_CERTAIN = Set.of("Forecast", "FruitWeights", "Plane");

  /**
   * A healthy program is seen, nothing loud is said of it, and it prints the same bytes; so it is
   * where its gradients are compared with numerical derivatives.
   */
  @TestFactory
  Stream<DynamicTest> healthyOnesAreSeenAndLeftAlone() {
    return OwnAutograd.all().stream().map(p -> dynamicTest(p.name(), () -> checkHealthy(p)));
  }

  /** With a bug: the promised findings, on their subjects, at their lines, and no other. */
  @TestFactory
  Stream<DynamicTest> bugsAreFound() {
    return OwnAutograd.all().stream()
        .flatMap(
            p ->
                p.bugs().keySet().stream()
                    .map(bug -> dynamicTest(p.name() + " " + bug, () -> checkBug(p, bug))));
  }

  @TestFactory
  Stream<DynamicTest> whatTrainsNothingIsNoRun() {
    return OwnAutograd.lookalikes().stream()
        .map(main -> dynamicTest(main, () -> checkLookalike(main)));
  }

  private static void checkHealthy(OwnAutograd program) {
    String[] command = {Seeds.class.getName(), Integer.toString(SEEDS), program.mainClass()};
    Result bare = Fork.of(command).quick().run();
    Result checked = Fork.of(command).quick().recorded(CHECKED).run();
    assertEquals(bare.out(), checked.out(), checked::toString);
    assertEquals(List.of(), checked.recording().findings(Found::isLoud), checked::toString);
    Result watched = Fork.of(command).quick().recorded("console=off").run();
    Recording recording = watched.recording();
    assertEquals(0, watched.exitCode(), watched::toString);
    assertEquals(bare.out(), watched.out(), watched::toString);
    assertEquals(List.of(), recording.findings(Found::isLoud));
    if (NOT_CERTAIN.contains(program.name())) {
      assertEquals(List.of(), recording.runs());
      return;
    }
    assertTrue(recording.runs().size() >= SEEDS, () -> recording.runs() + " of " + watched);
    assertTrue(
        recording.events("Step").size() >= SEEDS * LEAST_STEPS,
        () -> recording.events("Step").size() + " steps of " + watched);
  }

  private static void checkBug(OwnAutograd program, String bug) {
    List<Expectation> expected = program.bugs().get(bug);
    Result result = Fork.of(program.mainClass(), "--bug=" + bug).quick().recorded(CHECKED).run();
    Recording recording = result.recording();
    assertEquals(0, result.exitCode(), result::toString);
    Set<String> promised =
        expected.stream().map(Expectation::essence).collect(Collectors.toCollection(TreeSet::new));
    Set<String> loud = new TreeSet<>();
    for (Found found : recording.findings(Found::isLoud)) {
      loud.add(found.essence());
    }
    if (!NOT_CERTAIN.contains(program.name())) {
      assertEquals(promised, loud, () -> recording.findings() + "\n" + result);
    } else {
      assertNotEquals(promised, loud, "found by now: take it from the list");
    }
  }

  private static void checkLookalike(String main) {
    Result bare = Fork.of(main).quick().run();
    Result watched = Fork.of(main).quick().recorded("console=findings").run();
    Recording recording = watched.recording();
    assertEquals(0, watched.exitCode(), watched::toString);
    assertEquals(bare.out(), watched.out(), watched::toString);
    assertEquals(bare.err(), watched.err(), watched::toString);
    assertEquals(List.of(), recording.runs());
    assertEquals(List.of(), recording.findings());
  }
}
