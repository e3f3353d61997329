package io.gradprobe.agent;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** gradprobe's own few words on stderr, each line once. Never throws. */
public final class Log {
  private static final int MOST = 200;
  private static final Set<String> SAID = ConcurrentHashMap.newKeySet();

  private Log() {}

  /** Says one line, the first time only. */
  public static void say(String line) {
    try {
      if (SAID.size() < MOST && SAID.add(line)) {
        System.err.println("gradprobe: " + line);
      }
    } catch (Throwable e) {
      // Being unable to speak must not become the program's trouble.
    }
  }
}
