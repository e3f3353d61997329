package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.TrainingRun;

/** Turns optimizer calls into signals. */
final class Steps {
  private static final String UPDATE = "update";

  private Steps() {}

  /**
   * A trainer's step begins; true where it is to be skipped. May throw where the user asked for it.
   */
  static boolean begin(TrainingRun run) {
    endForward(ThreadState.current());
    String evaluation =
        ThreadState.current().evaluationDepth > 0
            ? "EasyTrain's evaluation"
            : Runs.validates(run) ? "the pass over the validation dataset" : "";
    Life.step(ThreadState.current(), run);
    boolean skip = run.stepBegin(evaluation);
    run.throwIfStopped();
    ThreadState.current().stepping(skip ? null : run);
    return skip;
  }

  /** What was made in forward is not needed any more. */
  private static void endForward(ThreadState thread) {
    ForwardReading untold = thread.trail.takeReading();
    if (untold != null) {
      untold.tell();
    }
    thread.trail.clear();
    thread.inputs = null;
  }

  /** The engine's optimizer is about to update a weight; true where it is to be skipped. */
  static boolean updateBegin(PtNDArray weight) {
    ThreadState thread = ThreadState.current();
    ParameterRef ref = thread.parameter(weight);
    if (ref == null || thread.isInStepOf(ref.run())) {
      return false;
    }
    if (isAnothers(thread, ref)) {
      ref.run().weightShared(ref.index());
      return false;
    }
    boolean skip = ref.run().weightWriteBegin(ref.index(), UPDATE);
    ref.run().throwIfStopped();
    return skip;
  }

  /** The engine's optimizer has updated a weight. */
  static void updated(
      PtNDArray weight, float learningRate, float weightDecay, float rescale, float clip) {
    ThreadState thread = ThreadState.current();
    ParameterRef ref = thread.parameter(weight);
    if (ref != null && !isAnothers(thread, ref)) {
      double limit = clip > 0 ? clip : Double.NaN;
      ref.run().optimizerUpdate(ref.index(), learningRate, weightDecay, rescale, limit);
      if (Operations.taped && thread.steppingRun == null) {
        Tape.stepped(ref.run());
      }
    }
  }

  /** Whether the step under way on this thread is another run's: the two share the parameter. */
  private static boolean isAnothers(ThreadState thread, ParameterRef ref) {
    TrainingRun stepping = thread.steppingRun;
    return stepping != null && stepping != ref.run();
  }

  /** A trainer's step has ended. */
  static void end(TrainingRun run, Throwable failure) {
    ThreadState thread = ThreadState.current();
    thread.stepping(null);
    Life.stepEnded(thread);
    run.stepEnd(failure);
    if (Operations.taped) {
      Tape.stepped(run);
    }
    thread.operations.clear();
    thread.target = null;
    if (failure != null) {
      run.failed("step", failure, Runs.USER.thrownAt(failure));
    }
  }
}
