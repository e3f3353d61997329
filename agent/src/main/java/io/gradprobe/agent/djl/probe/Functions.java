package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.observe.OperationObservation;

/** Functions called in training forwards, and softmaxes between a forward and its backward. */
final class Functions {
  /** With more values for each channel than these nobody calls a batch tiny. */
  private static final int FEW_VALUES = 16;

  private Functions() {}

  /** A function of one tensor was called. */
  static void called(String function, PtNDArray result) {
    Trail trail = ThreadState.current().trail;
    ForwardReading reading = trail.reading();
    if (!trail.isInside()) {
      if (reading != null && function.equals("exp")) {
        reading.outerExponential();
      }
      return;
    }
    if (reading != null && isActivation(function)) {
      reading.function(function, trail, result);
    }
    trail.function(function, result);
  }

  /** Not every function that may make a NaN activates. */
  private static boolean isActivation(String function) {
    return switch (function) {
      case "exp", "sqrt", "log", "log2", "log10" -> false;
      default -> true;
    };
  }

  /** A softmax or log-softmax was called. */
  static void softmax(String function, long axis, PtNDArray input, PtNDArray result) {
    Trail trail = ThreadState.current().trail;
    if (!trail.listens()) {
      return;
    }
    ForwardReading reading = trail.reading();
    if (reading != null) {
      reading.softmax(function, axis, trail, input, result);
    }
    trail.function(function, result);
  }

  /** A batch is about to be normalised in training mode. */
  static void batchNorm(PtNDArray input) {
    Shape shape = input.getShape();
    long values = shape.dimension() < 2 ? 0 : shape.size() / Math.max(1, shape.get(1));
    ThreadState thread = ThreadState.current();
    TrainingRun run = thread.forwardRun;
    Block block = thread.trail.innermost();
    long samples = shape.dimension() == 0 ? 0 : shape.get(0);
    boolean due = run != null && run.isDue();
    boolean few = values == 1 || (due && values > 1 && (values <= FEW_VALUES || samples == 1));
    if (few && run != null && block != null) {
      run.operation(
          o -> {
            o.kind = OperationObservation.Kind.BATCH_NORM;
            o.block = thread.trail.openPath(block);
            o.size = values;
            o.rows = samples;
            o.location = Runs.USER.here();
          });
    }
  }

  /** Tensors were concatenated. */
  static void joined(PtNDArray[] operands) {
    Trail trail = ThreadState.current().trail;
    if (trail.isInside() && trail.reading() != null) {
      trail.reading().join("concat", trail, operands);
    }
  }

  /** Two tensors were added. */
  static void added(PtNDArray first, PtNDArray second) {
    ThreadState thread = ThreadState.current();
    Trail trail = thread.trail;
    if (trail.isInside()
        && !thread.tapping
        && trail.reading() != null
        && first != null
        && second != null
        && first.getShape().equals(second.getShape())) {
      trail.reading().join("add", trail, first, second);
    }
  }
}
