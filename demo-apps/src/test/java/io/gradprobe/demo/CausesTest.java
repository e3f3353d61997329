package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.faults.NonFiniteActivation;
import io.gradprobe.demo.faults.OutlierBatch;
import io.gradprobe.demo.programs.PaddedLogarithm;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** On the console a consequence names its cause, and speaks for itself where that is off. */
class CausesTest {
  private static final Pattern NUMBERED =
      Pattern.compile("gradprobe: #(\\d+) (INFO|WARNING|ERROR) (\\S+) \\[(\\S+)] step (\\d+)(.*)");
  private static final Pattern FOLLOWS = Pattern.compile(": follows from #(\\d+) (\\S+)");

  @Test
  void testSpikeFollowsFromTheOutlier() {
    List<Matcher> lines = lines(run(OutlierBatch.class, ""));
    assertEquals(List.of("1 WARNING outlier-batch", "2 INFO loss-spike"), heads(lines));
    assertFollowers(lines, "outlier-batch");
  }

  @Test
  void testSpikeSpeaksWhereTheOutlierIsOff() {
    List<Matcher> lines = lines(run(OutlierBatch.class, "rules=-outlier-batch"));
    assertEquals(1, lines.size(), () -> heads(lines).toString());
    Matcher spike = lines.get(0);
    assertEquals("loss-spike", spike.group(3));
    assertTrue(spike.group(6).contains("(OutlierBatch.java:"), spike::group);
    assertFalse(spike.group(6).contains("follows from"), spike::group);
  }

  @ParameterizedTest
  @CsvSource({
    "rules=all, non-finite-activation, 03LogRate",
    "rules=-non-finite-activation, non-finite-loss, loss",
    "rules=-non-finite-activation;-non-finite-loss, non-finite-gradient, 01Linear_weight",
  })
  void testNextOfTheChainIsTheErrorWhereThoseBeforeAreOff(
      String options, String rule, String subject) {
    List<Matcher> lines = lines(run(NonFiniteActivation.class, options));
    assertEquals("1 ERROR " + rule, heads(lines).get(0));
    assertEquals(subject, lines.get(0).group(4));
    assertTrue(lines.get(0).group(6).contains("(NonFiniteActivation.java:"), lines::toString);
    assertTrue(lines.size() > 1, () -> heads(lines).toString());
    assertFollowers(lines, rule);
  }

  @Test
  void testNaNThatIsCutOffIsNotBlamedForAnotherNaN() {
    List<Matcher> lines = lines(run(PaddedLogarithm.class, "profile=debug"));
    List<String> errors = heads(lines).stream().filter(head -> head.contains("ERROR")).toList();
    assertEquals(1, errors.size(), errors::toString);
    assertTrue(errors.get(0).endsWith(" non-finite-activation"), errors::toString);
  }

  @ParameterizedTest
  @CsvSource({
    "StateNotDetached, 'mul (io.gradprobe.demo.origins.StateNotDetached.smoothed(',"
        + " 'takes what was made before the backward at io.gradprobe.demo.origins.StateNotDetached'",
    "SharedForward, 'the backward at io.gradprobe.demo.origins.SharedForward.main(',"
        + " 'went through the result of mul (io.gradprobe.demo.origins.SharedForward.main('",
  })
  void testASecondBackwardIsToldWithTheFirstAndWhatTheyShare(
      String program, String first, String second) {
    Result result = Fork.of("io.gradprobe.demo.origins." + program).quick().watched("").run();
    List<Matcher> lines = lines(result);
    assertEquals("1 ERROR backward-twice", heads(lines).get(0), result::toString);
    String text = lines.get(0).group(6);
    assertTrue(text.contains(first) && text.contains(second), text);
  }

  /** All lines but the first follow from it. */
  private static void assertFollowers(List<Matcher> lines, String cause) {
    Map<String, String> numbers = new HashMap<>();
    for (Matcher line : lines) {
      Matcher follows = FOLLOWS.matcher(line.group(6));
      if (numbers.isEmpty()) {
        assertFalse(follows.find(), line::group);
      } else {
        assertEquals("INFO", line.group(2), line::group);
        assertTrue(follows.matches(), line::group);
        assertEquals(cause, follows.group(2), line::group);
        assertEquals(numbers.get(follows.group(1)), cause, line::group);
      }
      numbers.put(line.group(1), line.group(3));
    }
  }

  private static Result run(Class<?> program, String options) {
    Result result = Fork.of(program).quick().watched(options).run();
    assertEquals(0, result.exitCode(), result::toString);
    return result;
  }

  private static List<String> heads(List<Matcher> lines) {
    return lines.stream().map(m -> m.group(1) + " " + m.group(2) + " " + m.group(3)).toList();
  }

  private static List<Matcher> lines(Result result) {
    return result.ownLines().stream().map(NUMBERED::matcher).filter(Matcher::matches).toList();
  }
}
