package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.LossInfo;
import java.lang.ref.WeakReference;
import org.bytedeco.pytorch.BCELossImpl;
import org.bytedeco.pytorch.BCEWithLogitsLossImpl;
import org.bytedeco.pytorch.CrossEntropyLossImpl;
import org.bytedeco.pytorch.L1LossImpl;
import org.bytedeco.pytorch.MSELossImpl;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NLLLossImpl;
import org.bytedeco.pytorch.Tensor;

/** libtorch's losses: what is known of the latest one on each thread. */
final class Losses {
  private Losses() {}

  /** A loss was computed by a function of libtorch's. */
  static void computed(String function, Tensor loss, Tensor prediction, Tensor label) {
    ThreadState thread = ThreadState.current();
    if (thread.forwardRun == null) {
      labelled(thread, function, prediction, label);
    }
    thread.loss = new WeakReference<>(loss);
    thread.lossFunction = function;
    thread.prediction = new WeakReference<>(prediction);
  }

  private static void labelled(
      ThreadState thread, String function, Tensor prediction, Tensor label) {
    thread.trail.label(label);
    if (thread.reading != null) {
      if (function.equals("cross_entropy")) {
        thread.reading.softmaxOfLoss(thread.trail, prediction);
      }
      thread.reading.labels(label);
    }
  }

  /** A module was asked: where it is a loss, it has computed one. */
  static void computed(Module module, Tensor prediction, Tensor label, Object result) {
    String function = function(module);
    if (!function.isEmpty() && result instanceof Tensor loss) {
      computed(function, loss, prediction, label);
    }
  }

  private static String function(Module module) {
    if (module instanceof CrossEntropyLossImpl) {
      return "cross_entropy";
    }
    if (module instanceof MSELossImpl) {
      return "mse_loss";
    }
    if (module instanceof NLLLossImpl) {
      return "nll_loss";
    }
    if (module instanceof BCEWithLogitsLossImpl) {
      return "binary_cross_entropy_with_logits";
    }
    if (module instanceof BCELossImpl) {
      return "binary_cross_entropy";
    }
    return module instanceof L1LossImpl ? "l1_loss" : "";
  }

  /** A backward begins: tells the run what its loss is, where that is new. */
  static void tell(ThreadState thread, TrainingRun run, Tensor target) {
    boolean known = thread.loss != null && thread.loss.refersTo(target);
    String function = known ? thread.lossFunction : "";
    Tensor prediction = known ? thread.prediction.get() : null;
    thread.loss = null;
    thread.prediction = null;
    LossInfo now = run.lossInfo();
    boolean sameFunction = now.name().equals(function);
    if (sameFunction && !run.isDue()) {
      return;
    }
    int classes = isSoftmax(function) && prediction != null ? classes(prediction) : -1;
    if (!sameFunction || now.classes() != classes) {
      run.lossEvaluated(known ? info(function, classes) : LossInfo.UNKNOWN, null, null, 0);
    }
  }

  private static LossInfo info(String function, int classes) {
    LossInfo.Kind kind =
        switch (function) {
          case "cross_entropy", "nll_loss" -> LossInfo.Kind.SOFTMAX;
          case "binary_cross_entropy", "binary_cross_entropy_with_logits" -> LossInfo.Kind.BINARY;
          case "mse_loss" -> LossInfo.Kind.SQUARED;
          case "l1_loss" -> LossInfo.Kind.ABSOLUTE;
          default -> LossInfo.Kind.OTHER;
        };
    // Labels that are no probabilities can bring the others below zero.
    boolean nonNegative = kind == LossInfo.Kind.SQUARED || kind == LossInfo.Kind.ABSOLUTE;
    return new LossInfo(function, kind, classes, -1, nonNegative, true);
  }

  private static boolean isSoftmax(String function) {
    return function.equals("cross_entropy") || function.equals("nll_loss");
  }

  /** The second axis is that of the classes. */
  private static int classes(Tensor prediction) {
    return !Tensors.isThere(prediction) || prediction.dim() < 2
        ? -1
        : (int) Math.min(Integer.MAX_VALUE, prediction.size(1));
  }
}
