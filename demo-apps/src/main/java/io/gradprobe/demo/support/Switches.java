package io.gradprobe.demo.support;

import java.util.List;

/**
 * Arguments of a program that needs no framework: {@code --seed N} and {@code --bug=name}.
 *
 * @param seed the seed of everything random; 1 where it is not given
 * @param bug the bug to run with; empty for a healthy run
 */
public record Switches(long seed, String bug) {
  /** Parses the arguments; {@code bugs} are those that the program has. */
  public static Switches parse(String[] argv, String... bugs) {
    long seed = 1;
    String bug = "";
    for (int i = 0; i < argv.length; i++) {
      if (argv[i].equals("--seed") && i + 1 < argv.length) {
        seed = Long.parseLong(argv[++i]);
      } else if (argv[i].startsWith("--bug=")) {
        bug = argv[i].substring("--bug=".length());
      } else {
        throw new IllegalArgumentException("not an option, or without its value: " + argv[i]);
      }
    }
    if (!bug.isEmpty() && !List.of(bugs).contains(bug)) {
      throw new IllegalArgumentException(
          "unknown bug " + bug + "; known are " + String.join(", ", bugs));
    }
    return new Switches(seed, bug);
  }

  /** Whether this bug was asked for. */
  public boolean has(String name) {
    return bug.equals(name);
  }
}
