package io.gradprobe.runtime.command;

import java.io.PrintStream;
import java.util.List;

/**
 * A command of the jar that another room than the command line's carries out. Found by {@link
 * java.util.ServiceLoader} in the agent's loader.
 */
public interface CommandProvider {
  /** The word that stands first on the command line. */
  String name();

  /**
   * Runs it.
   *
   * @param arguments what stands after the command
   * @param out takes results
   * @param err takes complaints, one line each
   * @return the exit code: 0 where all is well or nothing was found, 2 where the command line or
   *     its input can't be used
   */
  int run(List<String> arguments, PrintStream out, PrintStream err);
}
