package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.AbstractSymbolBlock;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gradprobe.agent.AgentCore;
import io.gradprobe.runtime.TrainingRun;

/** Turns calls of forward into signals. Of nested calls on a thread only the outermost counts. */
final class Forwards {
  private Forwards() {}

  /** A forward begins. */
  static void begin(Block block, boolean training) {
    ThreadState thread = ThreadState.current();
    thread.enterForward();
    if (Operations.taped && block instanceof AbstractSymbolBlock) {
      Tape.script(block);
    }
    if (thread.forwardDepth > 1) {
      thread.trail.enter(block);
      return;
    }
    if (training) {
      beginTrail(thread);
    }
    Runs.BlockRef ref = Runs.of(block);
    thread.forwardRun = ref == null ? null : ref.run();
    thread.forwardTraining = training;
    thread.forwardTold = ref != null;
    if (ref != null) {
      ref.run().forwardBegin(training);
    }
    if (training) {
      thread.trail.begin(ref == null ? null : ref.run(), reading(ref, block));
      thread.trail.enter(block);
    }
  }

  private static void beginTrail(ThreadState thread) {
    thread.lossRun = null;
    thread.labels = null;
    thread.inputs = null;
    ForwardReading untold = thread.trail.takeReading();
    if (untold != null) {
      untold.tell();
    }
  }

  /** A reading of the forward that begins; null where none is wanted. */
  private static ForwardReading reading(Runs.BlockRef ref, Block block) {
    return ref != null && ref.run().wantsForward() && JniUtils.isGradMode()
        ? new ForwardReading(ref.run(), block)
        : null;
  }

  /** A forward has ended; its outputs are null where it threw. */
  static void end(Block block, NDList inputs, NDList outputs, Throwable failure) {
    ThreadState thread = ThreadState.current();
    thread.leaveForward();
    if (thread.forwardDepth > 0) {
      thread.trail.leave(block, outputs);
      return;
    }
    if (thread.forwardTraining) {
      endTrail(thread, block, inputs, outputs);
    }
    TrainingRun run = thread.forwardRun;
    thread.forwardRun = null;
    boolean training = thread.forwardTraining;
    if (failure != null) {
      if (run != null && thread.forwardTold) {
        run.forwardFailed(training);
        if (training) {
          DeviceCopies.forward(run, inputs);
          DeviceCopies.compare(run, inputs);
          run.failed("forward", failure, Runs.USER.thrownAt(failure));
        }
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
      thread.trail.of(run);
      for (int i = 0; i < run.parameterCount(); i++) {
        run.usedInForward(i);
      }
    }
    if (training) {
      thread.inputs = inputs;
      thread.lossRun = recording ? run : null;
    }
    if (training) {
      DeviceCopies.forward(run, inputs);
      if (run.isDue()) {
        DeviceCopies.compare(run, inputs);
      }
    }
    Runs.BlockRef ref = Runs.of(block);
    run.forwardEnd(
        ref == null ? Readable.type(block.getClass()) : ref.path(),
        training,
        recording,
        thread.evaluationDepth > 0,
        ref == null || ref.trainable(),
        samples(inputs));
  }

  private static void endTrail(ThreadState thread, Block block, NDList inputs, NDList outputs) {
    long datasetSamples = thread.datasetSamples;
    thread.datasetSamples = -1;
    thread.trail.leave(block, outputs);
    thread.trail.end();
    if (outputs == null) {
      ForwardReading failed = thread.trail.takeReading();
      if (failed != null) {
        failed.dropTaps();
      }
    } else if (thread.trail.reading() != null && inputs != null) {
      thread.trail.reading().inputs(inputs, datasetSamples);
    }
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
    NDArray first = inputs.head();
    long[] sizes =
        first instanceof PtNDArray array ? Torch.sizes(array) : first.getShape().getShape();
    return sizes.length == 0 ? 1 : sizes[0];
  }

  /** Whether probes are to do anything. */
  static boolean isOn() {
    return AgentCore.isOn();
  }
}
