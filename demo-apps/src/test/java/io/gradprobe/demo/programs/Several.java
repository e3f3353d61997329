package io.gradprobe.demo.programs;

import java.util.ArrayList;
import java.util.List;

/** Runs several programs in one JVM, one after the other: much quicker than a JVM for each. */
public final class Several {
  private Several() {}

  /** Arguments: a seed, then for each program its main class and what else is handed to it. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    for (int i = 1; i < arguments.length; i++) {
      String[] program = arguments[i].split(" ");
      List<String> own = new ArrayList<>(List.of(program).subList(1, program.length));
      own.add("--seed");
      own.add(arguments[0]);
      System.out.println(program[0]);
      Class.forName(program[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) own.toArray(String[]::new));
    }
  }
}
