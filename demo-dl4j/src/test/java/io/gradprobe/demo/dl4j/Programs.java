package io.gradprobe.demo.dl4j;

import java.util.ArrayList;
import java.util.List;

/**
 * Runs several programs in one JVM, one after the other: DL4J takes seconds to start and most of
 * them train for less.
 */
public final class Programs {
  private Programs() {}

  /** Arguments: number of seeds, {@code fixed} or {@code plain}, main classes. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    int seeds = Integer.parseInt(arguments[0]);
    boolean fixed = arguments[1].equals("fixed");
    for (int i = 2; i < arguments.length; i++) {
      for (int seed = 1; seed <= seeds; seed++) {
        List<String> own = new ArrayList<>(List.of("--seed", Integer.toString(seed)));
        if (fixed) {
          own.add("--fixed");
        }
        System.out.println(arguments[i] + " " + seed);
        Class.forName(arguments[i])
            .getMethod("main", String[].class)
            .invoke(null, (Object) own.toArray(String[]::new));
      }
    }
  }

  /** The arguments. */
  static String[] arguments(int seeds, boolean fixed, List<String> mainClasses) {
    List<String> all = new ArrayList<>(List.of(Programs.class.getName(), Integer.toString(seeds)));
    all.add(fixed ? "fixed" : "plain");
    all.addAll(mainClasses);
    return all.toArray(String[]::new);
  }
}
