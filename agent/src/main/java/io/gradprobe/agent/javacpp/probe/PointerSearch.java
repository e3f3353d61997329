package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.LiveTensors;
import io.gradprobe.agent.source.CallSites;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.pytorch.Tensor;

/**
 * Remembers the user's line of each native object that a Java object gets in a few steps, and tells
 * which line made most of those that were still there two steps later, be it because the program
 * holds them or because no scope closed them and the garbage collector has not come yet.
 */
final class PointerSearch implements LiveTensors.Search {
  private static final int STEPS = 4;
  private static final int OUTLIVED = 2;

  /** A step may make more: these stand for them. */
  private static final int MOST_IN_A_STEP = 4096;

  /** One that was made. */
  private record Made(String operation, WeakReference<Pointer> pointer) {
    boolean isThere() {
      Pointer made = pointer.get();
      return made != null && !made.isNull();
    }

    long bytes() {
      return pointer.get() instanceof Tensor tensor && Tensors.isThere(tensor)
          ? tensor.numel() * tensor.itemsize()
          : 0;
    }
  }

  private final Map<String, List<Made>> byLine = new HashMap<>();
  private int inStep;
  private int step;

  /** A Java object has got a native one. */
  synchronized void made(Pointer pointer) {
    if (step >= STEPS || inStep >= MOST_IN_A_STEP) {
      return;
    }
    inStep++;
    String line = Runs.USER.here();
    if (!line.isEmpty()) {
      int site = CallSites.current()[0];
      String operation = CallSites.line(site).equals(line) ? CallSites.called(site) : "";
      byLine
          .computeIfAbsent(line, k -> new ArrayList<>())
          .add(new Made(operation, new WeakReference<>(pointer)));
    }
  }

  @Override
  public synchronized boolean stepEnded() {
    inStep = 0;
    step++;
    return step >= STEPS + OUTLIVED;
  }

  @Override
  public synchronized LiveTensors.Answer answer() {
    String line = "";
    List<Made> most = List.of();
    for (Map.Entry<String, List<Made>> entry : byLine.entrySet()) {
      List<Made> left = entry.getValue().stream().filter(Made::isThere).toList();
      boolean more = left.size() > most.size();
      // Of lines that leave as many, the same one is named in every run of the program.
      boolean first = left.size() == most.size() && entry.getKey().compareTo(line) < 0;
      if (more || first) {
        most = left;
        line = entry.getKey();
      }
    }
    // Less than one in two steps is something else than what makes the count rise.
    if (most.size() * 2 < STEPS) {
      return LiveTensors.Answer.NONE;
    }
    long bytes = most.stream().mapToLong(Made::bytes).sum() / STEPS;
    String operation = most.get(0).operation();
    boolean one = most.stream().allMatch(m -> m.operation().equals(operation));
    return new LiveTensors.Answer(
        line, (double) most.size() / STEPS, one ? operation : "", bytes, "");
  }
}
