package io.gradprobe.agent.source;

import io.gradprobe.agent.Log;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;

/**
 * Names an array by the variable or field on which the user's code calls {@code
 * setRequiresGradient}, read from the debug information of the user's class. Where there is none,
 * the source line is the name.
 */
public final class CallSiteName {
  private static final Map<String, String> KNOWN = new ConcurrentHashMap<>();

  private CallSiteName() {}

  /**
   * The variable or field that the call at a source line is made on.
   *
   * @param location as {@code package.Class.method(File.java:42)}
   */
  public static String receiver(String location) {
    return KNOWN.computeIfAbsent(location, CallSiteName::find);
  }

  private static String find(String location) {
    int open = location.lastIndexOf('(');
    int colon = location.lastIndexOf(':');
    String place = location.substring(open + 1, location.length() - 1);
    if (colon < open) {
      return place;
    }
    String method = location.substring(0, open);
    String className = method.substring(0, method.lastIndexOf('.'));
    try (InputStream in = open(className)) {
      if (in == null) {
        return place;
      }
      int line = Integer.parseInt(location.substring(colon + 1, location.length() - 1));
      ReceiverFinder finder = new ReceiverFinder("setRequiresGradient", line);
      new ClassReader(in).accept(finder, ClassReader.SKIP_FRAMES);
      return finder.name() == null ? place : finder.name();
    } catch (IOException | RuntimeException e) {
      Log.say("cannot read " + className + " for the names of its variables: " + e);
      return place;
    }
  }

  private static InputStream open(String className) {
    String resource = className.replace('.', '/') + ".class";
    ClassLoader context = Thread.currentThread().getContextClassLoader();
    InputStream in = context == null ? null : context.getResourceAsStream(resource);
    return in != null ? in : ClassLoader.getSystemResourceAsStream(resource);
  }
}
