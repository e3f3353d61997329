package io.gradprobe.collectors.cli;

import java.io.PrintStream;
import java.util.List;

/** What one word of the command line does. */
@FunctionalInterface
interface Command {
  /** All is well, or nothing was found. */
  int OK = 0;

  /** Findings at or above the threshold. */
  int FOUND = 1;

  /** The input or the command line can't be used. */
  int UNUSABLE = 2;

  /**
   * Runs it.
   *
   * @param arguments what stands after the command
   * @return the exit code
   */
  int run(List<String> arguments, PrintStream out, PrintStream err);
}
