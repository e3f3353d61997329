package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.LiveTensors;
import io.gradprobe.agent.source.CallSites;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Remembers the user's line of each native tensor that is made in a few steps, and tells which line
 * made most of those that were still there two steps later.
 */
final class TensorSearch implements LiveTensors.Search {
  private static final int STEPS = 4;
  private static final int OUTLIVED = 2;

  /** A step may make more: these stand for them. */
  private static final int MOST_IN_A_STEP = 4096;

  private static final StackWalker WALKER = StackWalker.getInstance();

  /** A tensor that was made and not released so far. */
  private record Made(String line, String operation, WeakReference<PtNDArray> array) {
    /** The tensor; null where it is gone. */
    private PtNDArray alive() {
      PtNDArray made = array.get();
      return made == null || made.isReleased() ? null : made;
    }

    long bytes() {
      PtNDArray made = alive();
      return made == null ? 0 : made.size() * made.getDataType().getNumOfBytes();
    }

    String holder() {
      PtNDArray made = alive();
      return made == null ? "" : "the manager " + made.getManager().getName();
    }
  }

  private final Map<Long, Made> left = new ConcurrentHashMap<>();
  private final AtomicInteger made = new AtomicInteger();
  private volatile int step;

  /** A native tensor has got its array. */
  void made(PtNDArray array, long handle) {
    if (step >= STEPS
        || made.incrementAndGet() > MOST_IN_A_STEP
        || ThreadState.current().clearingDepth > 0
        || isClipsOwn()) {
      return;
    }
    String line = Runs.USER.here();
    if (!line.isEmpty()) {
      int site = ThreadState.current().site[0];
      String operation = CallSites.line(site).equals(line) ? CallSites.called(site) : "";
      left.put(handle, new Made(line, operation, new WeakReference<>(array)));
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
    if (!left.isEmpty()) {
      left.remove(handle);
    }
  }

  @Override
  public boolean stepEnded() {
    made.set(0);
    step++;
    return step >= STEPS + OUTLIVED;
  }

  @Override
  public LiveTensors.Answer answer() {
    Map<String, List<Made>> byLine = new HashMap<>();
    left.values().forEach(m -> byLine.computeIfAbsent(m.line(), k -> new ArrayList<>()).add(m));
    List<Made> most = List.of();
    for (List<Made> some : byLine.values()) {
      most = some.size() > most.size() ? some : most;
    }
    // Less than one in two steps is something else than what makes the count rise.
    if (most.size() * 2 < STEPS) {
      return LiveTensors.Answer.NONE;
    }
    Made one = most.get(0);
    long bytes = most.stream().mapToLong(Made::bytes).sum() / STEPS;
    boolean together = most.stream().allMatch(m -> m.holder().equals(one.holder()));
    return new LiveTensors.Answer(
        one.line(),
        (double) most.size() / STEPS,
        one.operation(),
        bytes,
        together ? one.holder() : "");
  }
}
