package io.gradprobe.agent.source;

import java.util.Arrays;

/**
 * Numbers of the user's lines. A woven class leaves the number of a line on its thread before each
 * call of a framework, so that the line of an operation is known without walking the stack.
 */
public final class CallSites {
  /** Programs with more calls than these have their later ones go without a line. */
  private static final int MOST = 1 << 18;

  /**
   * What stands before a method's name where that is not called but referred to, as in {@code
   * NDArray::log}: only this method's own operation is of that line.
   */
  public static final String REFERENCE = "::";

  private static final ThreadLocal<int[]> CURRENT = ThreadLocal.withInitial(() -> new int[2]);

  /** Class, method, file and line of each number; number 0 is nobody's. */
  private static String[] lines = {""};

  private static String[] called = {""};

  private static int size = 1;

  private CallSites() {}

  /**
   * Where a thread's numbers stand, of the calling thread: the line it is at, and the latest line
   * that has dropped the result of a pure operation, until somebody sets that to 0.
   */
  public static int[] current() {
    return CURRENT.get();
  }

  /** The place itself, for woven code. */
  public static ThreadLocal<int[]> threadLocal() {
    return CURRENT;
  }

  /**
   * A new number; 0 where there are too many.
   *
   * @param file null where the class does not tell
   * @param line negative where the class does not tell
   * @param callee name of the method of the framework that is called there
   */
  public static synchronized int add(
      String className, String method, String file, int line, String callee) {
    if (size >= MOST) {
      return 0;
    }
    if (size == lines.length) {
      lines = Arrays.copyOf(lines, 2 * size + 64);
      called = Arrays.copyOf(called, lines.length);
    }
    lines[size] = SourceLine.format(className, method, file, line);
    called[size] = callee;
    return size++;
  }

  /** Name of the framework's method that is called there, or referred to; empty for 0. */
  public static synchronized String called(int number) {
    String name = number > 0 && number < size ? called[number] : "";
    return name.startsWith(REFERENCE) ? name.substring(REFERENCE.length()) : name;
  }

  /** Whether the method is not called there but referred to. */
  public static synchronized boolean isReference(int number) {
    return number > 0 && number < size && called[number].startsWith(REFERENCE);
  }

  /** The line, as {@code package.Class.method(File.java:42)}; empty for 0. */
  public static synchronized String line(int number) {
    return number > 0 && number < size ? lines[number] : "";
  }
}
