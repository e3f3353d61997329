package io.gradprobe.runtime.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Reads options from agent arguments, system properties ({@code -Dgradprobe.<key>}), the
 * environment ({@code GRADPROBE_<KEY>}) and the file named by {@code config}, the first being the
 * strongest. Whatever is wrong in them costs one line each, never an exception.
 *
 * <p>A line begins with the key that it is about and has no line break.
 */
public final class OptionsParser {
  private OptionsParser() {}

  /**
   * The options of a program that starts.
   *
   * @param agentArgs {@code key=value,key=value}; null for none
   * @param systemProperties all of the JVM's; those that don't begin with {@code gradprobe.} are
   *     left alone
   * @param environment all variables; those that don't begin with {@code GRADPROBE_} are left alone
   * @param workingDirectory what relative paths are resolved against
   * @param problems told one line for each thing that is wrong
   */
  public static Options parse(
      String agentArgs,
      Map<String, String> systemProperties,
      Map<String, String> environment,
      Path workingDirectory,
      Consumer<String> problems) {
    return parse(
        agentArgs,
        systemProperties,
        environment,
        workingDirectory,
        problems,
        KnownRules.ofCatalogue());
  }

  /**
   * The options of a program that runs already, changed as the arguments say. Keys that can't be
   * changed any more are answered by a line.
   *
   * @param current the options in use
   * @param args {@code key=value,key=value}; null for none
   * @param problems told one line for each thing that is wrong
   */
  public static Options override(Options current, String args, Consumer<String> problems) {
    return override(current, args, problems, KnownRules.ofCatalogue());
  }

  static Options parse(
      String agentArgs,
      Map<String, String> systemProperties,
      Map<String, String> environment,
      Path workingDirectory,
      Consumer<String> problems,
      KnownRules rules) {
    Consumer<String> lines = oneLineEach(problems);
    OptionsBuilder builder =
        new OptionsBuilder(Options.defaults(), false, rules, workingDirectory, lines);
    new SettingSources(rules, workingDirectory, lines)
        .read(agentArgs, systemProperties, environment)
        .values()
        .forEach(builder::set);
    return builder.build();
  }

  static Options override(
      Options current, String args, Consumer<String> problems, KnownRules rules) {
    Consumer<String> lines = oneLineEach(problems);
    Path nowhere = Path.of("");
    OptionsBuilder builder = new OptionsBuilder(current, true, rules, nowhere, lines);
    for (Setting setting :
        new SettingSources(rules, nowhere, lines).agentArguments(args).values()) {
      OptionKey key = OptionKey.named(setting.key());
      if (key == null || key.changesLive()) {
        builder.set(setting);
      } else {
        lines.accept(setting.name() + ": can't be changed while the program runs; unchanged");
      }
    }
    return builder.build();
  }

  private static Consumer<String> oneLineEach(Consumer<String> problems) {
    return line -> problems.accept(line.replaceAll("\\p{Cntrl}", "?"));
  }
}
