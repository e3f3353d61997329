package io.gradprobe.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.demo.programs.OddLabels;
import io.gradprobe.demo.testing.Fork;
import io.gradprobe.demo.testing.Result;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Every threshold of every rule, beyond its range and at both ends of it. */
@TestInstance(Lifecycle.PER_CLASS)
class ThresholdsTest {
  private static final Pattern LISTED =
      Pattern.compile(" {4}(rule\\.\\S+)=(\\S+) {2}.*\\((\\S+) to (\\S+)\\)");
  private static final Pattern REFUSED =
      Pattern.compile(
          "gradprobe: .*(rule\\.[a-z.-]+)\\b.*: '(\\S+)' is not a number from (\\S+) to (\\S+);"
              + " using the default (\\S+)");

  private record Threshold(String key, double byDefault, double min, double max) {
    static Threshold of(Matcher matcher) {
      return new Threshold(
          matcher.group(1),
          Double.parseDouble(matcher.group(2)),
          Double.parseDouble(matcher.group(3)),
          Double.parseDouble(matcher.group(4)));
    }
  }

  @TempDir Path folder;
  private List<Threshold> all;
  private Result bare;

  @BeforeAll
  void list() {
    Result rules = Fork.commandLine("rules").run();
    all = found(LISTED, rules.out().lines().toList());
    assertTrue(all.size() > 100, rules::toString);
    bare = Fork.of(OddLabels.class).quick().steady().run();
    assertEquals(0, bare.exitCode(), bare::toString);
  }

  @Test
  void testBeyondItsRangeEachIsNamedInOneLineWithRangeAndDefault() throws IOException {
    // Every second one lies below its range, the others above.
    boolean[] below = {false};
    Result result = train("console=off", t -> (below[0] ^= true) ? t.min - 1 : 2 * t.max + 1);
    List<String> lines = result.ownLines();
    assertEquals(all.size(), lines.size(), result::toString);
    List<Threshold> refused = new ArrayList<>();
    for (String line : lines) {
      Matcher m = REFUSED.matcher(line);
      assertTrue(m.matches(), line);
      refused.add(
          new Threshold(
              m.group(1),
              Double.parseDouble(m.group(5)),
              Double.parseDouble(m.group(3)),
              Double.parseDouble(m.group(4))));
    }
    assertEquals(sorted(all), sorted(refused));
  }

  @Test
  void testAtTheLowEndNothingFails() throws IOException {
    assertNothingFailed(train("profile=debug", Threshold::min));
  }

  @Test
  void testAtTheHighEndNothingFails() throws IOException {
    assertNothingFailed(train("profile=debug", Threshold::max));
  }

  private static void assertNothingFailed(Result result) {
    for (String line : result.ownLines()) {
      assertTrue(!line.contains("switched off") && !line.contains("not a number"), line);
    }
    assertTrue(result.ownLines().stream().anyMatch(line -> line.contains(" (DJL): 60 steps")));
  }

  private Result train(String options, ToDoubleFunction<Threshold> value) throws IOException {
    StringBuilder text = new StringBuilder();
    for (Threshold threshold : all) {
      text.append(threshold.key()).append('=').append(value.applyAsDouble(threshold)).append('\n');
    }
    Path config = Files.writeString(folder.resolve("thresholds.properties"), text);
    Result result =
        Fork.of(OddLabels.class).quick().steady().watched(options + ",config=" + config).run();
    assertEquals(bare.out(), result.out(), result::toString);
    assertEquals(bare.exitCode(), result.exitCode(), result::toString);
    return result;
  }

  private static List<Threshold> found(Pattern pattern, List<String> lines) {
    return lines.stream()
        .map(pattern::matcher)
        .filter(Matcher::matches)
        .map(Threshold::of)
        .toList();
  }

  private static List<Threshold> sorted(List<Threshold> thresholds) {
    return thresholds.stream().sorted((a, b) -> a.key().compareTo(b.key())).toList();
  }
}
