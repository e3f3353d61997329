package io.gradprobe.agent.djl.probe;

import io.gradprobe.agent.source.CallSites;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Remembers the user's line of each native tensor that is made in a few steps, and tells which line
 * made most of those that were still there two steps later.
 */
final class TensorSearch {
  private static final int STEPS = 4;
  private static final int OUTLIVED = 2;

  /** A step may make more: these stand for them. */
  private static final int MOST_IN_A_STEP = 4096;

  private static final StackWalker WALKER = StackWalker.getInstance();

  /**
   * What was found.
   *
   * @param line the user's line; empty where none leaves tensors behind
   * @param perStep tensors that it leaves behind a step
   * @param operation name of the call that makes them; empty where unknown
   */
  record Answer(String line, double perStep, String operation) {
    static final Answer NONE = new Answer("", 0, "");
  }

  private final Map<Long, String> lines = new ConcurrentHashMap<>();
  private final Map<String, String> operations = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();
  private volatile int step;

  /** A native tensor has got its array. */
  void made(long handle) {
    if (step >= STEPS
        || made.incrementAndGet() > MOST_IN_A_STEP
        || ThreadState.current().clearingDepth > 0
        || isClipsOwn()) {
      return;
    }
    String line = Runs.USER.here();
    if (!line.isEmpty()) {
      lines.put(handle, line);
      int site = ThreadState.current().site[0];
      if (CallSites.line(site).equals(line)) {
        operations.put(line, CallSites.called(site));
      }
    }
  }

  /** DJL's clip never closes the tensors that it makes of its two limits. */
  private static boolean isClipsOwn() {
    return WALKER.walk(
        frames -> {
          String[] inner = {""};
          return frames
              .filter(f -> f.getClassName().startsWith("ai.djl."))
              .anyMatch(
                  f -> {
                    boolean clips =
                        f.getMethodName().equals("clip")
                            && f.getClassName().equals("ai.djl.pytorch.jni.JniUtils")
                            && !inner[0].equals("<init>");
                    inner[0] = f.getMethodName();
                    return clips;
                  });
        });
  }

  /** A native tensor is released. */
  void released(long handle) {
    if (!lines.isEmpty()) {
      lines.remove(handle);
    }
  }

  /** A step has ended; whether the search has. */
  boolean stepEnded() {
    made.set(0);
    step++;
    return step >= STEPS + OUTLIVED;
  }

  /** What is still there. */
  Answer answer() {
    Map<String, Integer> left = new HashMap<>();
    lines.values().forEach(line -> left.merge(line, 1, Integer::sum));
    String most = "";
    int count = 0;
    for (Map.Entry<String, Integer> e : left.entrySet()) {
      if (e.getValue() > count) {
        most = e.getKey();
        count = e.getValue();
      }
    }
    // Less than one in two steps is something else than what makes the count rise.
    return count * 2 < STEPS
        ? Answer.NONE
        : new Answer(most, (double) count / STEPS, operations.getOrDefault(most, ""));
  }
}
