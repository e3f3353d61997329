package io.gradprobe.runtime.config;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Whatever is wrong costs one line that names the key and what is legal, and the default holds. */
class OptionsProblemsTest {
  private final Parsing parsing = new Parsing();

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "profil=debug | profil: unknown option; the nearest is profile; ignored",
        "onerror=stop | onerror: unknown option; the nearest is on-error; ignored",
        "=debug | =debug: names no option; settings are written key=value; ignored",
        "profile=dbeug | profile: 'dbeug' is not one of watch, debug, protocol (the nearest is"
            + " debug); using the default watch",
        "profile= | profile: '' is not one of watch, debug, protocol; using the default watch",
        "enabled=yes | enabled: 'yes' is not one of true, false; using the default true",
        "enabled | enabled: has no value; write enabled=true or the like",
        "debug | debug: is not an option and has no value; settings are written key=value, the"
            + " nearest key is config",
        "budget=-1 | budget: '-1' is not a percentage from 0 to 100; using the default 2",
        "budget=101 | budget: '101' is not a percentage from 0 to 100; using the default 2",
        "budget=NaN | budget: 'NaN' is not a percentage from 0 to 100; using the default 2",
        "budget=1e999 | budget: '1e999' is not a percentage from 0 to 100; using the default 2",
        "on-error=skip | on-error: 'skip' is not one of report, skip-step, stop (the nearest is"
            + " stop); using the default report",
        "otel=no | otel: 'no' is not one of auto, on, off (the nearest is on); using the default"
            + " auto",
        "console=loud | console: 'loud' is not one of off, findings, progress (the nearest is off);"
            + " using the default findings",
        "record= | record: '' is not a path; using the default none",
        "rules=-stale-gradeint | rules: there is no rule 'stale-gradeint'; the nearest is"
            + " stale-gradient; ignored",
        "rule.spike.score=9 | rule.spike.score: there is no rule 'spike'; the nearest is dead-relu;"
            + " ignored",
        "rule.gradient-spike.scor=9 | rule.gradient-spike.scor: rule gradient-spike has no"
            + " threshold 'scor'; it has score, warm-up, enabled; the nearest is"
            + " rule.gradient-spike.score; ignored",
        "rule.gradient-spike=9 | rule.gradient-spike: rule gradient-spike has no threshold ''; it"
            + " has score, warm-up, enabled; the nearest is rule.gradient-spike.score; ignored",
        "rule.stale-gradient.x=1 | rule.stale-gradient.x: rule stale-gradient has no threshold 'x';"
            + " it has enabled; the nearest is rule.stale-gradient.enabled; ignored",
        "rule.gradient-spike.score=0.5 | rule.gradient-spike.score: '0.5' is not a number from 1 to"
            + " 100; using the default 8",
        "rule.gradient-spike.score=x | rule.gradient-spike.score: 'x' is not a number from 1 to"
            + " 100; using the default 8",
        "rule.gradient-spike.enabled=1 | rule.gradient-spike.enabled: '1' is not one of true,"
            + " false; ignored",
        "rule.dead-relu.share=1 | rule.dead-relu.share: rule dead-relu comes with a later version;"
            + " its threshold is ignored",
        "config=no/such.file | config: /nowhere/no/such.file does not exist; going on without it",
        "bindings=no.binding | bindings: 'no.binding' is not a readable file; going on without it",
        "taps=a b | taps: 'a b' is not a block glob or a source place such as Loss.java:42;"
            + " ignored",
        "taps=Loss.java:x | taps: 'Loss.java:x' is not a block glob or a source place such as"
            + " Loss.java:42; ignored",
        "include=my/app | include: 'my/app' is not a class-name glob such as my.app.*; ignored",
      })
  void oneLineAndTheDefault(String args, String line) {
    parsing.workingDirectory = Path.of("/nowhere");
    assertEquals(Options.defaults(), parsing.parse(args));
    assertEquals(List.of(line), parsing.problems);
  }

  @Test
  void aBadItemLeavesTheOthersOfItsList() {
    Options options = parsing.parse("rules=-stale-gradient;-nonsense;-dead-relu");
    assertEquals(Set.of("stale-gradient", "dead-relu"), options.rulesOff());
    assertEquals(1, parsing.problems.size());
  }

  @Test
  void aFlagWithinAListIsAFlag() {
    Options options = parsing.parse("rules=-stale-gradient,enabled");
    assertEquals(Set.of("stale-gradient"), options.rulesOff());
    assertEquals(
        List.of("enabled: has no value; write enabled=true or the like"), parsing.problems);
  }

  @Test
  void otherSourcesAreNamed(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("g.properties"), "config=b\nbudgt=1\nconsole=x\n");
    parsing.workingDirectory = folder;
    parsing.properties.put("gradprobe.profle", "debug");
    parsing.properties.put("gradprobe.profile", "x");
    parsing.environment.put("GRADPROBE_ONERROR", "stop");
    parsing.environment.put("GRADPROBE_OTEL", "x");
    assertEquals(Options.defaults(), parsing.parse("config=g.properties"));
    assertEquals(
        List.of(
            "profle (-Dgradprobe.profle): unknown option; the nearest is profile; ignored",
            "GRADPROBE_ONERROR: no option has this environment variable; the nearest is"
                + " GRADPROBE_ON_ERROR",
            "budgt (in g.properties): unknown option; the nearest is budget; ignored",
            "config (in g.properties): a config file can't name another one; ignored",
            "profile (-Dgradprobe.profile): 'x' is not one of watch, debug, protocol (the nearest"
                + " is watch); using the default watch",
            "otel (GRADPROBE_OTEL): 'x' is not one of auto, on, off (the nearest is on); using the"
                + " default auto",
            "console (in g.properties): 'x' is not one of off, findings, progress (the nearest is"
                + " off); using the default findings"),
        parsing.problems);
  }

  @Test
  void unreadableConfigFiles(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("escape.properties"), "profile=\\u00zz\n");
    Files.write(folder.resolve("latin.properties"), new byte[] {'a', '=', (byte) 0xe9, 10});
    parsing.workingDirectory = folder;
    assertEquals(Options.defaults(), parsing.parse("config=escape.properties"));
    assertEquals(Options.defaults(), parsing.parse("config=latin.properties"));
    assertEquals(Options.defaults(), parsing.parse("config=."));
    assertEquals(Options.defaults(), parsing.parse("config=a\0b"));
    assertEquals(4, parsing.problems.size());
    for (String line : parsing.problems) {
      assertTrue(line.startsWith("config: "), line);
    }
  }

  @Test
  void optionsOfARunningProgramAreChanged() {
    Options current = parsing.parse("budget=5,rules=-dead-relu,record=a.jfr");
    Options changed =
        parsing.override(
            current,
            "enabled=false,profile=debug,rules=-stale-gradient,rule.gradient-spike.score=9,taps=*");
    assertFalse(changed.enabled());
    assertEquals(Options.Profile.DEBUG, changed.profile());
    assertEquals(5, changed.budget());
    assertEquals(Set.of("stale-gradient"), changed.rulesOff());
    assertEquals(9, changed.thresholds().get("gradient-spike").get("score"));
    assertEquals(List.of("*"), changed.taps());
    assertEquals(current.record(), changed.record());
    assertEquals(List.of(), parsing.problems);
    assertEquals(changed, parsing.override(changed, null));
  }

  @Test
  void whatCannotChangeWhileRunningIsSaid() {
    Options current = parsing.parse("budget=5,rule.gradient-spike.score=9");
    Options same =
        parsing.override(
            current,
            "record=a.jfr,config=x,on-error=stop,budget=x,rule.gradient-spike.score=0,profle=a");
    assertEquals(current, same);
    assertEquals(
        List.of(
            "profle: unknown option; the nearest is profile; ignored",
            "record: can't be changed while the program runs; unchanged",
            "config: can't be changed while the program runs; unchanged",
            "on-error: can't be changed while the program runs; unchanged",
            "budget: 'x' is not a percentage from 0 to 100; keeping 5",
            "rule.gradient-spike.score: '0' is not a number from 1 to 100; keeping 9"),
        parsing.problems);
  }

  @Test
  void nothingIsEverThrown() {
    String alphabet = "=,;.-:\\/*\0\n\"' rulesconfigprofile0129%é\uD800";
    Random random = new Random(7);
    for (int i = 0; i < 4_000; i++) {
      StringBuilder text = new StringBuilder();
      if (random.nextBoolean()) {
        text.append(OptionKey.values()[random.nextInt(OptionKey.values().length)].key())
            .append('=');
      }
      int length = random.nextInt(30);
      for (int c = 0; c < length; c++) {
        text.append(alphabet.charAt(random.nextInt(alphabet.length())));
      }
      String args = text.toString();
      parsing.properties.put("gradprobe." + args, args);
      parsing.environment.put("GRADPROBE_" + args, args);
      assertDoesNotThrow(() -> parsing.parse(args), args);
      assertDoesNotThrow(() -> parsing.override(Options.defaults(), args), args);
      parsing.properties.clear();
      parsing.environment.clear();
    }
    for (String line : parsing.problems) {
      assertFalse(line.contains("\n"), line);
    }
  }
}
