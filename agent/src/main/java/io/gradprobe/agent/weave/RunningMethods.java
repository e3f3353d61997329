package io.gradprobe.agent.weave;

import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The methods that threads are in at one moment. The JVM takes up a method's changed code at its
 * next call: these go on with the code that they have. Threads that it does not list, virtual ones,
 * are not seen.
 */
public final class RunningMethods {
  /** By the binary name of the class. */
  private final Map<String, Set<String>> methods = new HashMap<>();

  /** Those among them whose line the JVM does not tell: it has forgotten that of changed code. */
  private final Map<String, Set<String>> lineless = new HashMap<>();

  private RunningMethods() {}

  /** Whether a method, by name and descriptor, is one where a program begins. */
  public static boolean isMain(String method) {
    return method.equals("main([Ljava/lang/String;)V");
  }

  /** What runs now. */
  public static RunningMethods now() {
    RunningMethods now = new RunningMethods();
    for (StackTraceElement[] stack : Thread.getAllStackTraces().values()) {
      for (StackTraceElement frame : stack) {
        add(now.methods, frame);
        if (frame.getLineNumber() < 0) {
          add(now.lineless, frame);
        }
      }
    }
    return now;
  }

  private static void add(Map<String, Set<String>> to, StackTraceElement frame) {
    to.computeIfAbsent(frame.getClassName(), c -> new HashSet<>()).add(frame.getMethodName());
  }

  /** Whether any method of a class, by its binary name, is running. */
  public boolean has(String className) {
    return methods.containsKey(className);
  }

  /** The names of the methods of a class, by its binary name, that are running. */
  public Set<String> of(String className) {
    return methods.getOrDefault(className, Set.of());
  }

  /** The same of those that may run code from before their class was changed. */
  public Set<String> lineless(String className) {
    return lineless.getOrDefault(className, Set.of());
  }
}
