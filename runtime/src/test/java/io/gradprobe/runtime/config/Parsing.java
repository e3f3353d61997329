package io.gradprobe.runtime.config;

import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One parsing of options under test: what goes in, what comes out, and what was said. */
final class Parsing {
  /** Two rules that work and one that is planned. */
  static final KnownRules RULES =
      new KnownRules(
          List.of(
              rule("stale-gradient"),
              rule(
                  "gradient-spike",
                  new Threshold("score", 8, 1, 100, "robust deviations"),
                  new Threshold("warm-up", 64, 8, 10_000, "measured steps"))),
          List.of("dead-relu"));

  final Map<String, String> properties = new LinkedHashMap<>();
  final Map<String, String> environment = new LinkedHashMap<>();
  final List<String> problems = new ArrayList<>();
  Path workingDirectory = Path.of("").toAbsolutePath();

  Options parse(String args) {
    return OptionsParser.parse(
        args, properties, environment, workingDirectory, problems::add, RULES);
  }

  Options override(Options current, String args) {
    return OptionsParser.override(current, args, problems::add, RULES);
  }

  private static RuleInfo rule(String id, Threshold... thresholds) {
    return new RuleInfo(
        id, RuleInfo.Group.ORDER, Severity.ERROR, true, "", "", List.of(thresholds));
  }
}
