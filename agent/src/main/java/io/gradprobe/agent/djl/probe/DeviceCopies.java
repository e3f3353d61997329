package io.gradprobe.agent.djl.probe;

import ai.djl.Device;
import ai.djl.ndarray.NDList;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.observe.OperationObservation;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;

/**
 * Copies that were asked of {@code toDevice} of late and that nobody has used yet. Where a training
 * forward took the source instead, the copy was dropped; that is told when the next copy is made or
 * the next forward ends, since until then something else may use it.
 */
final class DeviceCopies {
  private static final int COPIES = 8;

  /** A copy whose source none of so many forwards takes is of something else. */
  private static final int LONGEST = 4;

  /** Whether some copy waits to be used. */
  static volatile boolean watching;

  private static final Copy[] UNUSED = new Copy[COPIES];
  private static int next;

  private static final class Copy {
    final WeakReference<PtNDArray> source;
    final WeakReference<Object> copy;
    final String device;
    final String sourceDevice;
    final String location;
    TrainingRun took;
    String input = "";
    int forwards;

    Copy(PtNDArray source, PtNDArray copy, Device device, String location) {
      this.source = new WeakReference<>(source);
      this.copy = new WeakReference<>(copy);
      this.device = device.toString();
      this.location = location;
      sourceDevice = source.getDevice().toString();
    }
  }

  private DeviceCopies() {}

  /** A copy was made. */
  static void made(PtNDArray source, PtNDArray copy, Device device) {
    Copy made = new Copy(source, copy, device, Runs.USER.here());
    tellDropped();
    synchronized (UNUSED) {
      UNUSED[next] = made;
      next = (next + 1) % COPIES;
      watching = true;
    }
  }

  /** Something is used, which may be a copy. */
  static void used(Object array) {
    boolean known = false;
    for (Copy c : UNUSED) {
      known |= c != null && c.copy.refersTo(array);
    }
    if (known) {
      forget(array);
    }
  }

  private static void forget(Object array) {
    synchronized (UNUSED) {
      boolean left = false;
      for (int i = 0; i < COPIES; i++) {
        if (UNUSED[i] != null && UNUSED[i].copy.refersTo(array)) {
          UNUSED[i] = null;
        }
        left |= UNUSED[i] != null;
      }
      watching = left;
    }
  }

  /** An outermost training forward of a run has ended or failed. */
  static void forward(TrainingRun run, NDList inputs) {
    if (!watching || inputs == null) {
      return;
    }
    tellDropped();
    synchronized (UNUSED) {
      boolean left = false;
      for (int k = 0; k < COPIES; k++) {
        if (UNUSED[k] != null && !takes(UNUSED[k], run, inputs)) {
          UNUSED[k] = null;
        }
        left |= UNUSED[k] != null;
      }
      watching = left;
    }
  }

  /** Whether the forward took the copy's source, or one may still do so. */
  private static boolean takes(Copy c, TrainingRun run, NDList inputs) {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i) instanceof PtNDArray input && c.source.refersTo(input)) {
        c.took = run;
        c.input = name(inputs, i);
      }
    }
    return c.took != null || ++c.forwards < LONGEST;
  }

  /** Copies whose sources an earlier forward took. */
  private static void tellDropped() {
    for (Copy c : takeDropped()) {
      c.took.operation(
          o -> {
            o.kind = OperationObservation.Kind.COPY_DROPPED;
            o.device = c.device;
            o.expectedDevice = c.sourceDevice;
            o.operand = c.input;
            o.location = c.location;
          });
    }
  }

  private static List<Copy> takeDropped() {
    List<Copy> dropped = List.of();
    synchronized (UNUSED) {
      for (int i = 0; i < COPIES; i++) {
        if (UNUSED[i] != null && UNUSED[i].took != null) {
          dropped = dropped.isEmpty() ? new ArrayList<>() : dropped;
          dropped.add(UNUSED[i]);
          UNUSED[i] = null;
        }
      }
    }
    return dropped;
  }

  /** A forward's input may be on another device than the run's parameters. */
  static void compare(TrainingRun run, NDList inputs) {
    String expected = run.parameterCount() == 0 ? "" : run.parameterInfo(0).device();
    String devices = "," + run.info().devices() + ",";
    for (int i = 0; inputs != null && i < inputs.size(); i++) {
      if (!(inputs.get(i) instanceof PtNDArray input) || input.isReleased()) {
        continue;
      }
      String device = input.getDevice().toString();
      if (!device.equals(expected) && !devices.contains("," + device + ",")) {
        String name = name(inputs, i);
        String location = Runs.USER.here();
        run.operation(
            o -> {
              o.kind = OperationObservation.Kind.OTHER_DEVICE;
              o.device = device;
              o.expectedDevice = expected;
              o.operand = name;
              o.location = location;
            });
        return;
      }
    }
  }

  private static String name(NDList inputs, int i) {
    String name = inputs.get(i).getName();
    return name == null || name.isEmpty() ? inputs.size() == 1 ? "input" : "input" + i : name;
  }
}
