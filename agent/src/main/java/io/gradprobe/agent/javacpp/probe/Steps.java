package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.weave.LedCall;
import io.gradprobe.runtime.TrainingRun;
import org.bytedeco.pytorch.Optimizer;

/** Turns steps of optimizers into signals. */
final class Steps {
  private Steps() {}

  /** A step begins. May throw where the user asked for it. */
  static int begin(Optimizer optimizer) {
    OptimizerRef ref = Runs.of(optimizer);
    if (ref != null && ref.hasGrown()) {
      ref = Runs.again(ref);
    }
    if (ref == null) {
      return LedCall.PASS;
    }
    ForwardReading untold = ThreadState.current().takeReading();
    if (untold != null) {
      untold.tell();
    }
    TrainingRun run = ref.run();
    ThreadState.current().lastRun = run;
    boolean skip = run.stepBegin("");
    run.throwIfStopped();
    return skip ? LedCall.SKIP : LedCall.FOLLOW;
  }

  /** The step has ended. */
  static void end(Optimizer optimizer, Throwable failure) {
    OptimizerRef ref = Runs.of(optimizer);
    if (ref == null) {
      return;
    }
    if (failure == null) {
      ref.updated();
    }
    ref.run().stepEnd(failure);
    if (failure != null) {
      ref.run().failed("step", failure, Runs.USER.thrownAt(failure));
    }
  }
}
