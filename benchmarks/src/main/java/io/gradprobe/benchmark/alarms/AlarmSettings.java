package io.gradprobe.benchmark.alarms;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * How much is run.
 *
 * @param parts of {@code synthetic}, {@code demos}, {@code power}
 * @param seeds simulated runs of each kind
 * @param from the first seed of simulated healthy runs
 * @param steps steps of a simulated run
 * @param demoSeeds runs of each demo
 * @param plantSeeds runs of each planted fault and grade
 * @param agent the agent's jar
 * @param demos the demos' class path
 */
record AlarmSettings(
    Set<String> parts,
    int seeds,
    int from,
    int steps,
    int demoSeeds,
    int plantSeeds,
    Path agent,
    String demos) {
  static final String USAGE =
      "usage: alarms [--quick] [--seeds N] [--from N] [--only synthetic,demos,power]"
          + " [--agent <gradprobe.jar>] [--demos <class path>]";
  private static final Set<String> PARTS = Set.of("synthetic", "demos", "power");

  static AlarmSettings parse(String[] args) {
    boolean quick = false;
    int seeds = 0;
    int from = 1;
    Set<String> parts = new TreeSet<>(PARTS);
    Path agent = Path.of("..", "agent", "target", "gradprobe.jar");
    String demos = System.getProperty("demos", "");
    for (int i = 0; i < args.length; i++) {
      boolean more = i + 1 < args.length;
      if (args[i].equals("--quick")) {
        quick = true;
      } else if (args[i].equals("--seeds") && more) {
        seeds = number(args[++i]);
      } else if (args[i].equals("--from") && more) {
        from = number(args[++i]);
      } else if (args[i].equals("--only") && more) {
        parts = new TreeSet<>(List.of(args[++i].split(",")));
        if (!PARTS.containsAll(parts)) {
          throw new IllegalArgumentException("--only takes some of " + new TreeSet<>(PARTS));
        }
      } else if (args[i].equals("--agent") && more) {
        agent = Path.of(args[++i]);
      } else if (args[i].equals("--demos") && more) {
        demos = args[++i];
      } else {
        throw new IllegalArgumentException("what is " + args[i] + "?");
      }
    }
    if (parts.contains("demos") && !Files.isRegularFile(agent)) {
      throw new IllegalArgumentException("no such file: " + agent);
    }
    int most = quick ? 1 : 4;
    return new AlarmSettings(
        parts,
        seeds > 0 ? seeds : most,
        from,
        quick ? 2000 : 10_000,
        seeds > 0 ? seeds : quick ? 1 : 5,
        quick ? 4 : 20,
        agent,
        demos);
  }

  private static int number(String text) {
    try {
      int number = Integer.parseInt(text);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // Said below.
    }
    throw new IllegalArgumentException(
        "--seeds and --from take a whole number above 0, not " + text);
  }
}
