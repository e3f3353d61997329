package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.observe.OperationObservation;
import java.lang.ref.WeakReference;

/**
 * Sums on one thread to which losses of different steps are added while the engine records: each
 * keeps the graphs of all its steps. A loss is what backward is called on, before the addition or
 * after it.
 */
final class LossSums {
  private static final int TARGETS = 4;
  private static final int ADDITIONS = 8;
  private static final int SUMS = 4;

  /** The target of a backward. */
  private record Target(WeakReference<PtNDArray> array, TrainingRun run, long step) {}

  /** An addition whose operands may turn out to be a loss. */
  private record Addition(
      WeakReference<PtNDArray> a,
      WeakReference<PtNDArray> b,
      WeakReference<PtNDArray> sum,
      String location) {}

  /** A sum with losses of so many steps in it. */
  private record Sum(WeakReference<PtNDArray> array, long steps, long latest) {}

  private final Target[] targets = new Target[TARGETS];
  private final Addition[] additions = new Addition[ADDITIONS];
  private final Sum[] sums = new Sum[SUMS];
  private int nextTarget;
  private int nextAddition;
  private int nextSum;

  /** One tensor was added to another; where it was in place, the sum is one of the two. */
  void added(PtNDArray a, PtNDArray b, PtNDArray sum) {
    if (sum == null || !JniUtils.isGradMode()) {
      return;
    }
    for (Target t : targets) {
      if (t != null && (t.array().refersTo(a) || t.array().refersTo(b))) {
        PtNDArray other = t.array().refersTo(a) ? b : a;
        lossAdded(t.run(), t.step(), other, sum, find(other) == null ? "" : Runs.USER.here());
        return;
      }
    }
    String location = find(a) != null || find(b) != null ? Runs.USER.here() : "";
    additions[nextAddition] =
        new Addition(
            new WeakReference<>(a), new WeakReference<>(b), new WeakReference<>(sum), location);
    nextAddition = (nextAddition + 1) % ADDITIONS;
  }

  /** Backward is called on a tensor. */
  void backward(PtNDArray target, TrainingRun run) {
    long step = run.steps();
    targets[nextTarget] = new Target(new WeakReference<>(target), run, step);
    nextTarget = (nextTarget + 1) % TARGETS;
    for (int i = 0; i < ADDITIONS; i++) {
      Addition addition = additions[i];
      additions[i] = null;
      if (addition == null) {
        continue;
      }
      boolean first = addition.a().refersTo(target);
      PtNDArray sum = addition.sum().get();
      if (sum != null && sum != target && (first || addition.b().refersTo(target))) {
        PtNDArray other = first ? addition.b().get() : addition.a().get();
        lossAdded(run, step, other, sum, addition.location());
      }
    }
  }

  private void lossAdded(
      TrainingRun run, long step, PtNDArray other, PtNDArray sum, String location) {
    Sum before = find(other);
    boolean newStep = before == null || before.latest() != step;
    long steps = before == null ? 1 : newStep ? before.steps() + 1 : before.steps();
    sums[place(before)] = new Sum(new WeakReference<>(sum), steps, step);
    if (steps > 1 && newStep) {
      run.operation(
          o -> {
            o.kind = OperationObservation.Kind.LOSS_ADDED;
            o.size = steps;
            o.operand = "loss";
            o.location = location;
          });
    }
  }

  private int place(Sum before) {
    for (int i = 0; i < SUMS; i++) {
      if (before != null && sums[i] == before) {
        return i;
      }
    }
    nextSum = (nextSum + 1) % SUMS;
    return nextSum;
  }

  private Sum find(PtNDArray array) {
    for (Sum s : sums) {
      if (array != null && s != null && s.array().refersTo(array)) {
        return s;
      }
    }
    return null;
  }
}
