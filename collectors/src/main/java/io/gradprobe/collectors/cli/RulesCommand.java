package io.gradprobe.collectors.cli;

import io.gradprobe.runtime.config.Nearest;
import io.gradprobe.runtime.rule.RuleCatalogue;
import io.gradprobe.runtime.rule.RuleEntry;
import io.gradprobe.runtime.rule.RuleInfo;
import io.gradprobe.runtime.rule.Threshold;
import java.io.PrintStream;
import java.util.List;

/** {@code rules [id]}: the catalogue by chapter, with thresholds. */
final class RulesCommand implements Command {
  @Override
  public int run(List<String> arguments, PrintStream out, PrintStream err) {
    List<RuleInfo> rules = RuleCatalogue.all().stream().map(RuleEntry::info).toList();
    if (arguments.isEmpty()) {
      printAll(rules, out);
      return OK;
    }
    if (arguments.size() > 1) {
      err.println("gradprobe: rules: takes one rule's id at most");
      return UNUSABLE;
    }
    String id = arguments.get(0);
    for (RuleInfo rule : rules) {
      if (rule.id().equals(id)) {
        print(rule, out);
        return OK;
      }
    }
    if (RuleCatalogue.planned().contains(id)) {
      err.println("gradprobe: rules: '" + id + "' is not in this version");
      return UNUSABLE;
    }
    String nearest = Nearest.of(id, rules.stream().map(RuleInfo::id).toList());
    err.println(
        "gradprobe: rules: unknown rule '"
            + id
            + "'"
            + (nearest.isEmpty() ? "" : "; did you mean '" + nearest + "'?"));
    return UNUSABLE;
  }

  private static void printAll(List<RuleInfo> rules, PrintStream out) {
    for (RuleInfo.Group group : RuleInfo.Group.values()) {
      List<RuleInfo> chapter = rules.stream().filter(rule -> rule.group() == group).toList();
      if (chapter.isEmpty()) {
        continue;
      }
      out.println(group.title());
      out.println();
      for (RuleInfo rule : chapter) {
        print(rule, out);
      }
    }
    out.println(
        "Not in this version, though options may name them: "
            + String.join(", ", RuleCatalogue.planned()));
    out.println();
    out.println(rules.size() + " rules");
  }

  private static void print(RuleInfo rule, PrintStream out) {
    out.println("  " + rule.id() + "  (" + rule.severity() + ")");
    out.println("    " + rule.summary());
    out.println("    source: " + rule.source());
    for (Threshold threshold : rule.thresholds()) {
      out.println(
          "    rule."
              + rule.id()
              + "."
              + threshold.name()
              + "="
              + number(threshold.defaultValue())
              + "  "
              + threshold.description()
              + " ("
              + number(threshold.min())
              + " to "
              + number(threshold.max())
              + ")");
    }
    out.println();
  }

  private static String number(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1e15
        ? Long.toString((long) value)
        : Double.toString(value);
  }
}
