package io.gradprobe.agent.javacpp.probe;

import java.util.Arrays;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * What the modules and functions of the latest outermost training forward on a thread gave, in
 * order, from its begin until its backward has ended: noted, not read.
 */
final class Trail {
  private static final int MOST = 512;
  private static final int DEEPEST = 64;

  private final Module[] open = new Module[DEEPEST];
  private int depth;

  private final Module[] modules = new Module[MOST];
  private final String[] functions = new String[MOST];
  private final Tensor[] results = new Tensor[MOST];
  private int size;

  /** What went into the outermost forward; null where that is unknown. */
  private Tensor input;

  /** What the loss was computed from besides the prediction; null where that is unknown. */
  private Tensor label;

  /** An outermost forward begins. */
  void begin(Tensor in) {
    clear();
    input = in;
  }

  /** A module's forward begins. */
  void enter(Module module) {
    if (depth < DEEPEST) {
      open[depth] = module;
    }
    depth++;
  }

  /** A module's forward has ended; its result is null where it is no single tensor. */
  void leave(Module module, Tensor result) {
    depth = Math.max(0, depth - 1);
    if (depth < DEEPEST) {
      open[depth] = null;
    }
    if (result != null) {
      note(module, "", result);
    }
  }

  /** A function was called inside of a module's forward. */
  void function(String function, Tensor result) {
    note(innermost(), function, result);
  }

  private void note(Module module, String function, Tensor result) {
    if (size < MOST) {
      modules[size] = module;
      functions[size] = function;
      results[size++] = result;
    }
  }

  /** The loss was computed from this label. */
  void label(Tensor from) {
    label = from;
  }

  /** The module whose forward is under way; null where there is none. */
  Module innermost() {
    return depth == 0 ? null : open[Math.min(depth, DEEPEST) - 1];
  }

  /** The module whose result is the latest; null where there is none. */
  Module latest() {
    for (int i = size - 1; i >= 0; i--) {
      if (functions[i].isEmpty()) {
        return modules[i];
      }
    }
    return null;
  }

  int size() {
    return size;
  }

  Module module(int index) {
    return modules[index];
  }

  /** Name of the function that gave the result; empty for a module's own. */
  String function(int index) {
    return functions[index];
  }

  /** The result; the program may have closed it. */
  Tensor result(int index) {
    return results[index];
  }

  Tensor input() {
    return input;
  }

  Tensor label() {
    return label;
  }

  /** Forgets all. */
  void clear() {
    Arrays.fill(modules, 0, size, null);
    Arrays.fill(results, 0, size, null);
    size = 0;
    depth = 0;
    input = null;
    label = null;
  }
}
