package io.gradprobe.demo.testing;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Runs several programs at the same time in one JVM, each on a thread of its own. */
public final class SideBySide {
  private SideBySide() {}

  /** Arguments: command lines, each a main class and its arguments parted by blanks. */
  public static void main(String[] commands) throws InterruptedException {
    List<Thread> threads = new ArrayList<>();
    for (String command : commands) {
      Thread thread = new Thread(() -> run(command.split(" ")), command);
      thread.start();
      threads.add(thread);
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }

  private static void run(String[] words) {
    try {
      Class.forName(words[0])
          .getMethod("main", String[].class)
          .invoke(null, (Object) Arrays.copyOfRange(words, 1, words.length));
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }
}
