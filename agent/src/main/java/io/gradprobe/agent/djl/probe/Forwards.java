package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gradprobe.agent.AgentCore;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.lang.ref.WeakReference;

/** Turns calls of forward into signals. Of nested calls on a thread only the outermost counts. */
final class Forwards {
  private Forwards() {}

  /** A forward begins. */
  static void begin(Block block, boolean training) {
    ThreadState thread = ThreadState.current();
    if (thread.forwardDepth++ > 0) {
      return;
    }
    Runs.BlockRef ref = Runs.of(block);
    thread.forwardRun = ref == null ? null : ref.run();
    thread.forwardTraining = training;
    thread.forwardTold = ref != null;
    if (ref != null) {
      ref.run().forwardBegin(training);
    }
  }

  /** A forward has ended. */
  static void end(Block block, NDList inputs, Throwable failure) {
    ThreadState thread = ThreadState.current();
    if (--thread.forwardDepth > 0) {
      return;
    }
    thread.forwardDepth = 0;
    TrainingRun run = thread.forwardRun;
    thread.forwardRun = null;
    boolean training = thread.forwardTraining;
    if (failure != null) {
      if (run != null && thread.forwardTold) {
        run.forwardFailed(training);
      }
      return;
    }
    boolean recording = (training || isRecordingTheUsers(thread)) && JniUtils.isGradMode();
    if (run == null) {
      run = training && recording ? Runs.beginBlock(block) : null;
      if (run == null) {
        return;
      }
      run.forwardBegin(true);
      for (int i = 0; i < run.parameterCount(); i++) {
        run.usedInForward(i);
      }
    }
    if (training) {
      thread.inputs = new WeakReference<>(inputs);
    }
    Runs.BlockRef ref = Runs.of(block);
    run.forwardEnd(
        ref == null ? block.getClass().getSimpleName() : ref.path(),
        training,
        recording,
        thread.evaluationDepth > 0,
        ref == null || ref.trainable(),
        samples(inputs));
  }

  /**
   * Whether evaluation that is recorded is the program's doing. DJL records on every thread but the
   * one that started the engine, and has no switch: a predictor, or a training thread that
   * evaluates outside its collector, can't help it.
   */
  private static boolean isRecordingTheUsers(ThreadState thread) {
    return thread.inferenceDepth == 0 && (thread.collecting || !thread.trains);
  }

  private static long samples(NDList inputs) {
    if (inputs == null || inputs.isEmpty()) {
      return 0;
    }
    Shape shape = inputs.head().getShape();
    return shape.dimension() == 0 ? 1 : shape.get(0);
  }

  /**
   * Something that came out of the latest forward is not finite: if its inputs were not, they are
   * to blame.
   */
  static void blameInputs(ThreadState thread, TrainingRun run) {
    NDList inputs = thread.inputs == null ? null : thread.inputs.get();
    if (inputs == null) {
      return;
    }
    TensorStats stats = new TensorStats();
    for (int i = 0; i < inputs.size(); i++) {
      NDArray input = inputs.get(i);
      if (!(input instanceof PtNDArray array) || array.isReleased()) {
        continue;
      }
      ReadOutcome outcome =
          Torch.read(array, (buffer, type) -> TensorKernels.stats(buffer, type, stats));
      if (outcome == ReadOutcome.READ && !stats.allFinite()) {
        String name = input.getName();
        String shown =
            name == null || name.isEmpty() ? inputs.size() == 1 ? "input" : "input" + i : name;
        run.nonFiniteInput(shown, stats.copy());
        return;
      }
    }
  }

  /** Whether probes are to do anything. */
  static boolean isOn() {
    return AgentCore.isOn();
  }
}
