package io.gradprobe.agent.javacpp.probe;

import org.bytedeco.pytorch.LogSoftmaxImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.ReLUImpl;
import org.bytedeco.pytorch.SigmoidImpl;
import org.bytedeco.pytorch.SoftmaxImpl;
import org.bytedeco.pytorch.TanhImpl;
import org.bytedeco.pytorch.Tensor;

/** Activation functions called in training forwards. */
final class Functions {
  private Functions() {}

  /** A function was called. */
  static void called(String function, Tensor result) {
    ThreadState thread = ThreadState.current();
    if (thread.forwardRun == null || !thread.forwardTraining) {
      return;
    }
    if (thread.reading != null) {
      thread.reading.function(function, thread.trail.innermost(), thread.trail, result);
    }
    thread.trail.function(function, result);
  }

  /** A softmax or log-softmax was called. */
  static void softmax(String function, long axis, Tensor input, Tensor result) {
    ThreadState thread = ThreadState.current();
    if (thread.reading != null) {
      String name = function.equals("softmax") ? "softmax" : "logSoftmax";
      thread.reading.softmax(name, axis, thread.trail.innermost(), thread.trail, input, result);
    }
    if (thread.forwardRun != null && thread.forwardTraining) {
      thread.trail.function(function, result);
    }
  }

  /** A module that may be such a function has ended. */
  static void module(ThreadState thread, Module module, Tensor input, Tensor result) {
    String function = name(module);
    if (!function.isEmpty()) {
      thread.reading.function(function, module, thread.trail, result);
    } else if (module instanceof SoftmaxImpl softmax) {
      long axis = softmax.options().dim().get();
      thread.reading.softmax("softmax", axis, module, thread.trail, input, result);
    } else if (module instanceof LogSoftmaxImpl softmax) {
      long axis = softmax.options().dim().get();
      thread.reading.softmax("logSoftmax", axis, module, thread.trail, input, result);
    }
  }

  private static String name(Module module) {
    if (module instanceof ReLUImpl) {
      return "relu";
    }
    if (module instanceof SigmoidImpl) {
      return "sigmoid";
    }
    return module instanceof TanhImpl ? "tanh" : "";
  }
}
