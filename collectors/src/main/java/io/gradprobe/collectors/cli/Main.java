package io.gradprobe.collectors.cli;

import io.gradprobe.runtime.command.CommandProvider;
import io.gradprobe.runtime.config.Nearest;
import java.io.PrintStream;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.ServiceLoader;
import java.util.Set;

/** The command line of the jar: {@code java -jar gradprobe.jar <command>}. */
public final class Main {
  static final Set<String> LATER = Set.of("report", "diff", "tensorboard");

  private static final Map<String, Command> COMMANDS = new LinkedHashMap<>();

  static {
    COMMANDS.put("findings", new FindingsCommand());
    COMMANDS.put("rules", new RulesCommand());
    COMMANDS.put("attach", new AttachCommand());
    COMMANDS.put("--version", Main::version);
    COMMANDS.put("--help", Main::help);
  }

  private Main() {}

  /**
   * Runs a command and ends the JVM with its exit code.
   *
   * @param args the command and its arguments
   */
  public static void main(String[] args) {
    System.exit(run(args, System.out, System.err));
  }

  /**
   * Runs a command.
   *
   * @param args the command and its arguments
   * @param out takes results
   * @param err takes complaints, one line each
   * @return 0 where all is well or nothing was found, 1 where something was found, 2 where the
   *     command line or its input can't be used
   */
  public static int run(String[] args, PrintStream out, PrintStream err) {
    if (args.length == 0) {
      Help.print(err);
      return Command.UNUSABLE;
    }
    String name = alias(args[0]);
    List<String> rest = List.of(args).subList(1, args.length);
    Command command = command(name);
    if (command != null) {
      if (rest.contains("--help")) {
        return help(rest, out, err);
      }
      int code = command.run(rest, out, err);
      out.flush();
      return code;
    }
    if (LATER.contains(name)) {
      err.println("gradprobe: '" + name + "' is not in this version");
    } else {
      err.println(
          "gradprobe: unknown command '"
              + name
              + "'; did you mean '"
              + Nearest.of(name, Help.commandNames())
              + "'? (--help lists all)");
    }
    return Command.UNUSABLE;
  }

  // Null where there is none: here, or provided by another room.
  private static Command command(String name) {
    if (COMMANDS.containsKey(name)) {
      return COMMANDS.get(name);
    }
    for (CommandProvider provider :
        ServiceLoader.load(CommandProvider.class, Main.class.getClassLoader())) {
      if (provider.name().equals(name)) {
        return provider::run;
      }
    }
    return null;
  }

  private static String alias(String word) {
    return switch (word) {
      case "-h", "help" -> "--help";
      case "-V", "version" -> "--version";
      default -> word;
    };
  }

  private static int help(List<String> arguments, PrintStream out, PrintStream err) {
    Help.print(out);
    return Command.OK;
  }

  private static int version(List<String> arguments, PrintStream out, PrintStream err) {
    out.println("gradprobe " + Version.text());
    return Command.OK;
  }
}
