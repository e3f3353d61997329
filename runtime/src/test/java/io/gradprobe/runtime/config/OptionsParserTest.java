package io.gradprobe.runtime.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OptionsParserTest {
  private final Parsing parsing = new Parsing();

  @Test
  void nothingSetGivesTheDefaults() {
    assertEquals(Options.defaults(), parsing.parse(null));
    assertEquals(Options.defaults(), parsing.parse(""));
    assertEquals(List.of(), parsing.problems);
  }

  @Test
  void everyKeyIsReadFromAgentArguments(@TempDir Path folder) throws IOException {
    Files.createFile(folder.resolve("a.binding"));
    Files.createFile(folder.resolve("b.binding"));
    parsing.workingDirectory = folder;
    Options options =
        parsing.parse(
            "enabled=false,profile=debug,budget=1.5,rules=stale-gradient;-gradient-spike,"
                + "rule.gradient-spike.score=12,rule.dead-relu.enabled=true,bindings=a.binding"
                + File.pathSeparator
                + "b.binding,taps=*Linear;Loss.java:42,include=my.*,exclude=my.gen.*;*$1,"
                + "on-error=skip-step,record=out/a.jfr,report=r.html,otel=off,console=progress");
    assertEquals(List.of(), parsing.problems);
    assertEquals(
        new Options(
            false,
            Options.Profile.DEBUG,
            1.5,
            Set.of("stale-gradient"),
            Set.of("gradient-spike"),
            Map.of("gradient-spike", Map.of("score", 12.0)),
            Map.of("dead-relu", true),
            List.of(folder.resolve("a.binding"), folder.resolve("b.binding")),
            List.of("*Linear", "Loss.java:42"),
            List.of("my.*"),
            List.of("my.gen.*", "*$1"),
            Options.OnError.SKIP_STEP,
            folder.resolve("out/a.jfr"),
            folder.resolve("r.html"),
            Options.Otel.OFF,
            Options.Console.PROGRESS),
        options);
  }

  @Test
  void listsInAgentArgumentsMayBeJoinedByCommas() {
    Options options = parsing.parse("rules=-stale-gradient,-dead-relu,profile=protocol");
    assertEquals(Set.of("stale-gradient", "dead-relu"), options.rulesOff());
    assertEquals(Options.Profile.PROTOCOL, options.profile());
    assertEquals(List.of(), parsing.problems);
  }

  @Test
  void systemPropertiesAreRead() {
    parsing.properties.put("gradprobe.on-error", "stop");
    parsing.properties.put("gradprobe.rule.gradient-spike.warm-up", "100");
    parsing.properties.put("other.profile", "nonsense");
    Options options = parsing.parse("");
    assertEquals(Options.OnError.STOP, options.onError());
    assertEquals(100, options.thresholds().get("gradient-spike").get("warm-up"));
    assertEquals(List.of(), parsing.problems);
  }

  @Test
  void environmentIsRead() {
    parsing.environment.put("GRADPROBE_ON_ERROR", "stop");
    parsing.environment.put("GRADPROBE_RULE_GRADIENT_SPIKE_WARM_UP", "100");
    parsing.environment.put("GRADPROBE_RULES", "-stale-gradient,-dead-relu");
    parsing.environment.put("PROFILE", "nonsense");
    Options options = parsing.parse("");
    assertEquals(Options.OnError.STOP, options.onError());
    assertEquals(100, options.thresholds().get("gradient-spike").get("warm-up"));
    assertEquals(Set.of("stale-gradient", "dead-relu"), options.rulesOff());
    assertEquals(List.of(), parsing.problems);
  }

  @Test
  void configFileIsReadFromEachSource(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("g.properties"), "# mine\nbudget = 5\nrules=-stale-gradient,-dead-relu\n");
    parsing.workingDirectory = folder;
    assertEquals(5, parsing.parse("config=g.properties").budget());
    parsing.properties.put("gradprobe.config", folder.resolve("g.properties").toString());
    assertEquals(5, parsing.parse("").budget());
    parsing.properties.clear();
    parsing.environment.put("GRADPROBE_CONFIG", "g.properties");
    assertEquals(Set.of("stale-gradient", "dead-relu"), parsing.parse("").rulesOff());
    assertEquals(List.of(), parsing.problems);
  }

  @Test
  void theStrongestSourceWins(@TempDir Path folder) throws IOException {
    Path file = folder.resolve("g.properties");
    Files.writeString(file, "budget=1\nprofile=debug\notel=on\nconsole=off\n");
    parsing.environment.put("GRADPROBE_CONFIG", file.toString());
    parsing.environment.put("GRADPROBE_BUDGET", "2.5");
    parsing.environment.put("GRADPROBE_PROFILE", "protocol");
    parsing.environment.put("GRADPROBE_OTEL", "off");
    parsing.properties.put("gradprobe.budget", "3");
    parsing.properties.put("gradprobe.profile", "watch");
    Options options = parsing.parse("budget=4");
    assertEquals(4, options.budget());
    assertEquals(Options.Profile.WATCH, options.profile());
    assertEquals(Options.Otel.OFF, options.otel());
    assertEquals(Options.Console.OFF, options.console());
    assertEquals(List.of(), parsing.problems);
  }

  @Test
  void aWeakerSourcesValueIsNotEvenLookedAt() {
    parsing.environment.put("GRADPROBE_BUDGET", "much");
    assertEquals(4, parsing.parse("budget=4").budget());
    assertEquals(List.of(), parsing.problems);
  }

  @Test
  void rulesAreChosenByNameAndBySwitch() {
    Options options = parsing.parse("rules=stale-gradient,rule.dead-relu.enabled=true");
    assertTrue(options.isRuleOn("stale-gradient"));
    assertTrue(options.isRuleOn("dead-relu"));
    assertFalse(options.isRuleOn("gradient-spike"));
    assertTrue(parsing.parse("rules=all").isRuleOn("gradient-spike"));
    assertEquals(List.of(), parsing.problems);
  }

  @Test
  void theCataloguesOwnRulesAreKnown() {
    Options options =
        OptionsParser.parse(
            "profile=debug", Map.of(), Map.of(), Path.of(""), parsing.problems::add);
    assertEquals(Options.Profile.DEBUG, options.profile());
    assertEquals(
        Options.Profile.WATCH,
        OptionsParser.override(options, "profile=watch", parsing.problems::add).profile());
    assertEquals(List.of(), parsing.problems);
  }
}
