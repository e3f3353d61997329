package io.gradprobe.collectors.cli;

import io.gradprobe.runtime.config.OptionKey;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** What {@code --help} prints. */
final class Help {
  private static final int WIDTH = 100;
  private static final String LATER_MARK = " (not in this version)";

  /** What each command does, by its usage; the usage's first word is the command's name. */
  private static final Map<String, String> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put(
        "findings <rec.jfr>... [--json] [--fail-on error|warning|info]",
        "What was found in recordings. Exit code 0: nothing at or above the level (warning where"
            + " none is given), 1: something, 2: an input can't be used.");
    COMMANDS.put("rules [id]", "The catalogue of rules, with thresholds.");
    COMMANDS.put(
        "attach <pid> [key=value...]",
        "Loads the agent into a running JVM, or changes its options where it is already in. On"
            + " JDK 21 and later that JVM should run with -XX:+EnableDynamicAgentLoading.");
    COMMANDS.put("report <rec.jfr>... -o out.html", "An HTML report of recordings.");
    COMMANDS.put("diff <a.jfr> <b.jfr>", "Where two runs part ways.");
    COMMANDS.put(
        "discover <jar|dir> [-o file]",
        "Finds training code with gradients of its own in classes, says how sure it is and why, and"
            + " writes a binding file to start from.");
    COMMANDS.put("tensorboard <rec.jfr> -o logdir", "A recording as TensorBoard's log.");
    COMMANDS.put("--version", "The version.");
    COMMANDS.put("--help", "This text.");
  }

  private Help() {}

  /** The commands' names. */
  static List<String> commandNames() {
    return COMMANDS.keySet().stream().map(Help::name).toList();
  }

  static void print(PrintStream out) {
    out.println("gradprobe watches a training program and says what is wrong with the training.");
    out.println();
    out.println("  java -javaagent:gradprobe.jar[=key=value,key=value...] ...   watch a program");
    out.println("  java -jar gradprobe.jar <command>                            one of these:");
    out.println();
    COMMANDS.forEach(
        (usage, meaning) ->
            entry(out, usage + (Main.LATER.contains(name(usage)) ? LATER_MARK : ""), meaning));
    out.println();
    out.println("Options, strongest first: agent arguments, -Dgradprobe.<key>, environment");
    out.println("GRADPROBE_<KEY> (dots and dashes become _), the file named by config:");
    out.println();
    for (OptionKey key : OptionKey.values()) {
      String mark = key.laterIssue() ? LATER_MARK : "";
      entry(out, key.key() + " (default: " + key.defaultText() + ")" + mark, key.meaning());
    }
  }

  private static String name(String usage) {
    int space = usage.indexOf(' ');
    return space < 0 ? usage : usage.substring(0, space);
  }

  private static void entry(PrintStream out, String head, String text) {
    out.println("  " + head);
    StringBuilder line = new StringBuilder("     ");
    for (String word : text.split(" ")) {
      if (line.length() + 1 + word.length() > WIDTH) {
        out.println(line);
        line = new StringBuilder("     ");
      }
      line.append(' ').append(word);
    }
    out.println(line);
  }
}
