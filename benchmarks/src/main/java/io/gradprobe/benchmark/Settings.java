package io.gradprobe.benchmark;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How much is measured.
 *
 * @param agent the agent's jar; null where there is none
 * @param parts of {@code startup}, {@code blocks}, {@code processes}, {@code memory}, {@code
 *     javacpp}, {@code anomaly}
 * @param emptyPairs pairs of empty programs
 * @param startPairs pairs of programs that start the engine
 * @param rounds rounds of whole training programs; each gives one pair a profile
 * @param memoryPairs pairs of programs whose peak memory is compared, for each profile
 * @param share factor on the length of whole training programs
 * @param width half-width at which a median is steady
 * @param blockSeconds most that one comparison within a JVM takes
 */
record Settings(
    Path agent,
    Set<String> parts,
    int emptyPairs,
    int startPairs,
    int rounds,
    int memoryPairs,
    double share,
    double width,
    double blockSeconds) {
  static final String USAGE =
      "usage: run [--quick] [--agent <gradprobe.jar>]"
          + " [--only startup,blocks,processes,memory,javacpp,anomaly]";
  private static final Set<String> PARTS =
      Set.of("startup", "blocks", "processes", "memory", "javacpp", "anomaly");

  static Settings parse(String[] args) {
    boolean quick = false;
    Path agent = Path.of("..", "agent", "target", "gradprobe.jar");
    Set<String> parts = null;
    for (int i = 0; i < args.length; i++) {
      if (args[i].equals("--quick")) {
        quick = true;
      } else if (args[i].equals("--agent") && i + 1 < args.length) {
        agent = Path.of(args[++i]);
        if (!Files.isRegularFile(agent)) {
          throw new IllegalArgumentException("no such file: " + agent);
        }
      } else if (args[i].equals("--only") && i + 1 < args.length) {
        parts = new TreeSet<>(List.of(args[++i].split(",")));
        if (!PARTS.containsAll(parts)) {
          throw new IllegalArgumentException("--only takes some of " + new TreeSet<>(PARTS));
        }
      } else {
        throw new IllegalArgumentException("what is " + args[i] + "?");
      }
    }
    if (parts == null) {
      parts = new TreeSet<>(PARTS);
      if (quick) {
        // They would begin with a fetch of over 100 MB.
        parts.removeAll(Set.of("javacpp", "anomaly"));
      }
    }
    Path found = Files.isRegularFile(agent) ? agent.toAbsolutePath().normalize() : null;
    return quick
        ? new Settings(found, parts, 3, 1, 1, 1, 0.2, 0.005, 1.2)
        : new Settings(found, parts, 20, 10, 10, 5, 1, 0.005, 35);
  }

  /** The profiles that can be measured. */
  List<String> profiles() {
    return agent == null ? List.of() : List.of("protocol", "watch", "debug");
  }

  /** The comparisons within a JVM. */
  List<String> comparisons() {
    List<String> names = new ArrayList<>(List.of("bare"));
    names.addAll(profiles());
    names.add("hand-written");
    return names;
  }
}
