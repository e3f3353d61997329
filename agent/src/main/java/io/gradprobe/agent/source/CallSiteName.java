package io.gradprobe.agent.source;

import io.gradprobe.agent.Log;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;

/**
 * Names an array by the variable or field on which the user's code calls {@code
 * setRequiresGradient}, or a method like it, read from the debug information of the user's class.
 * Where there is none, the source line is the name.
 */
public final class CallSiteName {
  private static final Map<List<String>, List<String>> KNOWN = new ConcurrentHashMap<>();

  private CallSiteName() {}

  /**
   * The variables or fields that the calls at a source line are made on, in order; where one can't
   * be told, the place in the source.
   *
   * @param location as {@code package.Class.method(File.java:42)}
   */
  public static List<String> receivers(String location) {
    return receivers(location, "setRequiresGradient");
  }

  /**
   * The same for a method of another name. Where a call's result goes straight into a variable or
   * field, that one is taken.
   *
   * @param called the method's name
   */
  public static List<String> receivers(String location, String called) {
    return KNOWN.computeIfAbsent(List.of(location, called), k -> find(location, called));
  }

  /**
   * The variables of an array type that are declared before a source line in its method, in order:
   * what a loop at that line runs over, where their number is the same.
   *
   * @param location as {@code package.Class.method(File.java:42)}
   * @param descriptors the type's descriptors, such as {@code Lai/djl/ndarray/NDArray;}
   */
  public static List<String> variablesBefore(String location, List<String> descriptors) {
    String method = location.substring(0, Math.max(0, location.lastIndexOf('(')));
    VariableFinder finder =
        new VariableFinder(
            method.substring(method.lastIndexOf('.') + 1), lineOf(location), descriptors);
    read(location, finder);
    return finder.names();
  }

  private static List<String> find(String location, String called) {
    ReceiverFinder finder = new ReceiverFinder(called, lineOf(location));
    read(location, finder);
    String place = location.substring(location.lastIndexOf('(') + 1, location.length() - 1);
    List<String> names = new ArrayList<>(finder.names());
    names.replaceAll(name -> name == null ? place : name);
    return names.isEmpty() ? List.of(place) : names;
  }

  private static int lineOf(String location) {
    int colon = location.lastIndexOf(':');
    return colon < location.lastIndexOf('(')
        ? -1
        : Integer.parseInt(location.substring(colon + 1, location.length() - 1));
  }

  private static void read(String location, ClassVisitor finder) {
    String method = location.substring(0, Math.max(0, location.lastIndexOf('(')));
    String className = method.substring(0, Math.max(0, method.lastIndexOf('.')));
    try (InputStream in = open(className)) {
      if (in != null) {
        new ClassReader(in).accept(finder, ClassReader.SKIP_FRAMES);
      }
    } catch (IOException | RuntimeException e) {
      Log.say("cannot read " + className + " for the names of its variables: " + e);
    }
  }

  private static InputStream open(String className) {
    String resource = className.replace('.', '/') + ".class";
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    InputStream in = context == null ? null : context.getResourceAsStream(resource);
    return in != null ? in : ClassLoader.getSystemResourceAsStream(resource);
  }
}
