package io.gradprobe.demo.javacpp;

import java.util.Arrays;
import java.util.List;

/** Runs the repaired twins of several demos one after another. */
public final class InTurn {
  private InTurn() {}

  /** Arguments: main classes, and at the end {@code --seed n}. */
  public static void main(String[] arguments) throws ReflectiveOperationException {
    List<String> all = Arrays.asList(arguments);
    String[] own = {"--fixed", "--seed", all.get(all.size() - 1)};
    for (String main : all.subList(0, all.size() - 2)) {
      Class.forName(main).getMethod("main", String[].class).invoke(null, (Object) own.clone());
    }
  }
}
