package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;

/** Turns in-place operations on weights and gradients into signals. */
final class Writes {
  private static final int SAMPLE = 256;

  /** How far a subtracted tensor may be from a multiple of the gradient to count as one. */
  private static final double PROPORTIONAL = 1e-3;

  private Writes() {}

  /** An operation is about to write a tensor; true where it is to be skipped. */
  static boolean begin(PtNDArray target, PtNDArray operand, String operation) {
    ParameterRef weight = Runs.parameter(target);
    if (weight == null) {
      return false;
    }
    boolean skip = weight.run().weightWriteBegin(weight.index(), operation);
    weight.run().throwIfStopped();
    if (!skip && operand != null && weight.run().isDue() && operation.equals("subi")) {
      inferLearningRate(weight, operand);
    }
    return skip;
  }

  /** An operation has thrown. */
  static void failed(PtNDArray target, Throwable failure) {
    ParameterRef weight = Runs.parameter(target);
    if (weight != null) {
      weight.run().weightWriteFailed(weight.index(), failure);
    }
  }

  /** An operation has written a tensor. */
  static void end(PtNDArray target, PtNDArray operand, String operation) {
    ParameterRef weight = Runs.parameter(target);
    if (weight != null) {
      weight.run().weightWriteEnd(weight.index());
      return;
    }
    ParameterRef gradient = Runs.gradient(target);
    if (gradient != null && ThreadState.current().clearingDepth == 0) {
      gradientWritten(gradient, target, operand, operation);
      return;
    }
    ThreadState thread = ThreadState.current();
    if (thread.replaying) {
      return;
    }
    if (operation.equals("addi") && thread.forwardDepth == 0) {
      thread.sums.added(target, operand, target);
    } else if (operation.equals("muli") || operation.equals("divi")) {
      thread.scaledHandle = Torch.handle(target);
    }
  }

  private static void gradientWritten(
      ParameterRef ref, PtNDArray target, PtNDArray operand, String operation) {
    double factor =
        switch (operation) {
          case "muli" -> Torch.scalar(operand);
          case "divi" -> 1 / Torch.scalar(operand);
          default -> Double.NaN;
        };
    boolean subtractsItself =
        operation.equals("subi") && (operand == target || Runs.gradient(operand) == ref);
    boolean zero =
        factor == 0 || subtractsItself || (operand == null && ref.access().gradientSquares() == 0);
    if (zero) {
      ref.run().gradientZeroed(ref.index());
    } else {
      ref.run().gradientChanged(ref.index(), factor);
    }
  }

  /** In {@code w.subi(g.mul(lr))} the subtracted tensor is a multiple of the gradient. */
  private static void inferLearningRate(ParameterRef weight, PtNDArray subtracted) {
    double[] gradient = new double[SAMPLE];
    double[] change = new double[SAMPLE];
    int n = weight.access().sampleGradient(gradient);
    ReadOutcome outcome =
        Torch.read(subtracted, (buffer, type) -> TensorKernels.sample(buffer, type, change));
    if (n == 0 || outcome != ReadOutcome.READ) {
      return;
    }
    double gg = 0;
    double gc = 0;
    for (int i = 0; i < n; i++) {
      gg += gradient[i] * gradient[i];
      gc += gradient[i] * change[i];
    }
    double rate = gc / gg;
    double off = 0;
    for (int i = 0; i < n; i++) {
      double d = change[i] - rate * gradient[i];
      off += d * d;
    }
    if (gg > 0 && off <= PROPORTIONAL * PROPORTIONAL * rate * rate * gg) {
      weight.run().learningRateInferred(rate);
    }
  }
}
