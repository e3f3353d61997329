package io.gradprobe.benchmark.alarms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs one program several times in one JVM, each time with another seed. */
public final class SeveralSeeds {
  private SeveralSeeds() {}

  /** Arguments: the number of seeds, the main class, its arguments. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    int seeds = Integer.parseInt(arguments[0]);
    Class<?> program = Class.forName(arguments[1]);
    for (int seed = 1; seed <= seeds; seed++) {
      List<String> own = new ArrayList<>(Arrays.asList(arguments).subList(2, arguments.length));
      own.add("--seed");
      own.add(Integer.toString(seed));
      program.getMethod("main", String[].class).invoke(null, (Object) own.toArray(String[]::new));
    }
  }
}
