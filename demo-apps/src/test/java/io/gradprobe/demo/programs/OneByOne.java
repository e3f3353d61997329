package io.gradprobe.demo.programs;

import java.util.Arrays;

/** Runs several programs in one JVM, each announced by its own command line. */
public final class OneByOne {
  /** What stands before a program's command line. */
  public static final String MARK = "== ";

  private OneByOne() {}

  /** Arguments: the command lines, each a main class and its arguments parted by blanks. */
  public static void main(String[] commands) throws ReflectiveOperationException {
    for (String command : commands) {
      System.out.println(MARK + command);
      String[] words = command.split(" ");
      String[] arguments = Arrays.copyOfRange(words, 1, words.length);
      Class.forName(words[0]).getMethod("main", String[].class).invoke(null, (Object) arguments);
    }
  }
}
