package io.gradprobe.collectors.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.gradprobe.runtime.config.OptionKey;
import io.gradprobe.runtime.rule.RuleCatalogue;
import io.gradprobe.runtime.rule.RuleEntry;
import io.gradprobe.runtime.rule.Threshold;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  private String out;
  private String err;

  @Test
  void versionIsThatOfTheBuild() {
    assertEquals(0, run("--version"));
    assertTrue(out.matches("gradprobe \\d+\\.\\d+\\.\\d+\\S*\\R"), out);
  }

  @Test
  void helpNamesEveryOptionAndCommandWithinTheScreenWidth() {
    assertEquals(0, run("--help"));
    for (OptionKey key : OptionKey.values()) {
      assertTrue(out.contains("\n  " + key.key() + " (default: "), key.key());
    }
    assertTrue(out.contains("diff <a.jfr> <b.jfr> (not in this version)"), out);
    assertTrue(out.contains("report (default: none) (not in this version)"), out);
    assertTrue(out.lines().allMatch(line -> line.length() <= 100), out);
  }

  @Test
  void noCommandPrintsTheHelpAsAComplaint() {
    assertEquals(2, run());
    assertEquals("", out);
    assertTrue(err.contains("findings"), err);
  }

  @ParameterizedTest
  @ValueSource(strings = {"report", "diff", "tensorboard"})
  void laterCommandsSaySo(String command) {
    assertEquals(2, run(command, "a.jfr"));
    assertEquals(
        "gradprobe: '" + command + "' is not in this version" + System.lineSeparator(), err);
  }

  @ParameterizedTest
  @CsvSource({"finding, findings", "rulez, rules", "atach, attach", "--versoin, --version"})
  void unknownCommandNamesTheNearest(String word, String nearest) {
    assertEquals(2, run(word));
    assertEquals(1, err.lines().count());
    assertTrue(err.contains("did you mean '" + nearest + "'?"), err);
  }

  @Test
  void rulesListsTheWholeCatalogueWithItsThresholds() {
    assertEquals(0, run("rules"));
    for (RuleEntry entry : RuleCatalogue.all()) {
      String id = entry.info().id();
      assertTrue(out.contains("  " + id + "  (" + entry.info().severity() + ")"), id);
      for (Threshold threshold : entry.info().thresholds()) {
        assertTrue(out.contains("rule." + id + "." + threshold.name() + "="), threshold.name());
      }
      assertEquals(0, run("rules", id));
      assertTrue(out.contains(entry.info().summary()), out);
      run("rules");
    }
    assertTrue(out.endsWith(RuleCatalogue.all().size() + " rules" + System.lineSeparator()), out);
  }

  @Test
  void ruleOfALaterVersionSaysSo() {
    for (String id : RuleCatalogue.planned()) {
      assertEquals(2, run("rules", id));
      assertEquals("gradprobe: rules: '" + id + "' is not in this version", clean());
    }
  }

  @Test
  void unknownRuleIsUnusable() {
    assertEquals(2, run("rules", "no-such-rule"));
    assertEquals(1, err.lines().count());
    assertTrue(err.startsWith("gradprobe: rules: unknown rule 'no-such-rule'"), err);
  }

  @ParameterizedTest
  @CsvSource(
      quoteCharacter = '"',
      value = {"x12, 'x12' is not a process id", "-4, -4: no such process"})
  void attachToNothingIsOneLine(String pid, String why) {
    assertEquals(2, run("attach", pid));
    assertEquals("gradprobe: attach: " + why, clean());
  }

  @Test
  void attachToAProcessThatEndedIsOneLine() throws Exception {
    Process process =
        new ProcessBuilder(System.getProperty("java.home") + "/bin/java", "-version")
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    process.waitFor();
    assertEquals(2, run("attach", Long.toString(process.pid())));
    assertEquals("gradprobe: attach: " + process.pid() + ": no such process", clean());
  }

  @Test
  void attachWithoutAPidIsOneLine() {
    assertEquals(2, run("attach"));
    assertEquals("gradprobe: attach: name the process id of a JVM", clean());
  }

  @Test
  void refusalToLoadNamesTheFlagOfNewerJdks() {
    String reason = AttachCommand.reason(new AgentLoadException("Failed to load agent library"));
    assertTrue(reason.contains("-XX:+EnableDynamicAgentLoading"), reason);
  }

  // Stands in for the attach API's exception of this name, which not every runtime has.
  private static final class AgentLoadException extends Exception {
    private static final long serialVersionUID = 1L;

    AgentLoadException(String message) {
      super(message);
    }
  }

  private String clean() {
    return err.strip();
  }

  private int run(String... arguments) {
    ByteArrayOutputStream outBytes = new ByteArrayOutputStream();
    ByteArrayOutputStream errBytes = new ByteArrayOutputStream();
    int code =
        Main.run(
            arguments,
            new PrintStream(outBytes, true, StandardCharsets.UTF_8),
            new PrintStream(errBytes, true, StandardCharsets.UTF_8));
    out = outBytes.toString(StandardCharsets.UTF_8);
    err = errBytes.toString(StandardCharsets.UTF_8);
    return code;
  }
}
