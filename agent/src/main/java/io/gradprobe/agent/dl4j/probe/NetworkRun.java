package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.nd4j.probe.ArrayMemory;
import io.gradprobe.agent.nd4j.probe.ArrayReading;
import io.gradprobe.agent.nd4j.probe.WatchedMemory;
import io.gradprobe.runtime.TrainingRun;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.deeplearning4j.nn.api.Layer;
import org.deeplearning4j.nn.api.Model;
import org.deeplearning4j.nn.gradient.Gradient;
import org.deeplearning4j.nn.updater.BaseMultiLayerUpdater;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * One network's training: turns DL4J's calls into signals. DL4J never accumulates: each backward
 * overwrites the gradients of the one before, and the update overwrites them once more.
 */
final class NetworkRun implements WatchedMemory.Owner {
  /** Values compared to see whether a program has changed the parameters by unknown means. */
  private static final int SAMPLE = 64;

  /** As many backwards as the run itself waits before it takes writes for hand-written steps. */
  private static final int STEPS_BY_HAND = 4;

  private final TrainingRun run;
  private final FlatMemory memory;
  private final Description description;
  private final List<FlatParameter> accesses;
  private final Rates rates;
  private final String root;
  private final int elementBytes;

  private final NonFinite nonFinite = new NonFinite();
  private final List<WeakReference<INDArray>> latestInputs = new ArrayList<>();
  private NetworkReading reading;
  private Object activations;
  private NonFinite.Output scores;
  private boolean backpropBegun;
  private long samples;

  /** Whether a backward's gradients are there that no step has used. */
  private boolean unused;

  private boolean stepOpen;

  /** Whether what the gradients' memory holds is used up, or none of a backward's. */
  private boolean usedUp = true;

  private final double[] afterBackward = new double[SAMPLE];
  private boolean sampledAfterBackward;
  private final double[] now = new double[SAMPLE];

  NetworkRun(TrainingRun run, FlatMemory memory, Description description) {
    this.run = run;
    this.memory = memory;
    this.description = description;
    accesses = description.accesses();
    rates = new Rates(accesses);
    root = description.root();
    elementBytes = memory.type().bytes();
  }

  TrainingRun run() {
    return run;
  }

  Description description() {
    return description;
  }

  boolean isEnded() {
    return run.isEnded();
  }

  void end() {
    run.end();
  }

  @Override
  public boolean isAlive() {
    Model network = memory.network();
    return network != null && !network.params().wasClosed();
  }

  // ---- gradient and score ----

  /** The network is about to compute its gradient and score. */
  void scoreBegins() {
    if (stepOpen) {
      stepEnds(null);
    }
    if (unused) {
      noticeUnknownStep();
    }
    if (unused) {
      run.gradientsCleared();
      unused = false;
    }
    backpropBegun = false;
    run.forwardBegin(true);
    if (usedUp) {
      usedUp = false;
      overwritten();
    }
    reading = run.wantsForward() ? new NetworkReading(this) : null;
  }

  /** The forward has ended and backward begins. */
  void backpropBegins(INDArray[] inputs) {
    if (backpropBegun) {
      return;
    }
    backpropBegun = true;
    if (reading != null) {
      reading.inputs(inputs);
    }
    samples = inputs == null || inputs.length == 0 ? 0 : ArrayReading.samples(inputs[0]);
    run.forwardEnd(root, true, true, false, true, samples);
    run.backwardBeforeLoss();
  }

  /** The layers have run forward: their outputs, by place or by name. */
  void activations(Object byPlaceOrName) {
    activations = byPlaceOrName;
    if (reading != null) {
      for (NonFinite.Output output : outputs()) {
        reading.layer(output.part(), output.array());
      }
    }
  }

  private List<NonFinite.Output> outputs() {
    List<NonFinite.Output> outputs = new ArrayList<>();
    for (int i = 0; i < description.parts().size(); i++) {
      Part part = description.parts().get(i);
      Object output = null;
      if (activations instanceof List<?> list) {
        // The first is the network's input.
        output = i + 1 < list.size() ? list.get(i + 1) : null;
      } else if (activations instanceof Map<?, ?> map) {
        output = map.get(part.name());
      }
      if (output instanceof INDArray array) {
        outputs.add(new NonFinite.Output(part, array));
      }
    }
    return outputs;
  }

  /** An output layer has computed what its activation is applied to. */
  void scored(Layer layer, INDArray computed) {
    Part part = description.partOf(layer);
    if (part != null) {
      scores = new NonFinite.Output(part, computed);
      if (reading != null) {
        reading.output(part, computed);
      }
    }
  }

  /** An output layer has computed its part of the score. */
  void lossComputed(Layer layer, INDArray labels, double score) {
    if (reading != null) {
      Part part = description.partOf(layer);
      reading.loss(
          part == null ? null : part.configuration(), !description.isRegularised(), labels);
    }
    Model network = memory.network();
    if (score - score != 0 && network != null) {
      List<NonFinite.Output> outputs = outputs();
      if (scores != null) {
        outputs.add(scores);
      }
      nonFinite.blame(run, Networks.inputs(network), labels, outputs);
    }
  }

  /** Whether an input is another array than at the latest reading. */
  boolean isFresh(int index, INDArray input) {
    boolean fresh = index >= latestInputs.size() || !latestInputs.get(index).refersTo(input);
    while (index >= latestInputs.size()) {
      latestInputs.add(new WeakReference<>(null));
    }
    latestInputs.set(index, new WeakReference<>(input));
    return fresh;
  }

  /** The network was run forward outside of training. */
  void evaluated(Throwable failure) {
    if (failure != null) {
      run.forwardFailed(false);
    } else {
      run.forwardEnd(root, false, false, true, true, 0);
    }
  }

  /** Gradient and score are there. May throw where the user asked for it. */
  void scoreEnds(Model network, Throwable failure) {
    NetworkReading read = reading;
    reading = null;
    activations = null;
    scores = null;
    if (failure != null && !backpropBegun) {
      run.forwardFailed(true);
      run.failed("forward", failure, Runs.USER.thrownAt(failure));
      return;
    }
    if (read != null) {
      read.tell();
    }
    sums(network, samples);
    double loss = network.score();
    run.backwardBegin(1, "", loss, failure == null, false);
    run.backwardEnd(failure);
    if (failure != null) {
      run.failed("backward", failure, Runs.USER.thrownAt(failure));
      return;
    }
    unused = true;
    AgentCore.monitor().backwardSeen();
    sampledAfterBackward = ThreadState.current().solverDepth == 0;
    if (sampledAfterBackward) {
      sampled(afterBackward);
    }
    run.throwIfStopped();
  }

  /** Until the update DL4J's gradients are sums over the batch, where its score is a mean. */
  private void sums(Model network, long batchSize) {
    boolean averages = network != null && network.conf().isMiniBatch() && batchSize > 0;
    memory.gradientScale(averages ? 1.0 / batchSize : 1);
  }

  // ---- steps ----

  /**
   * DL4J's updater turns gradients into what is subtracted; true where it is to be skipped. May
   * throw where the user asked for it.
   */
  boolean updateBegins(Gradient gradient, int batchSize) {
    Model network = memory.network();
    boolean own =
        network != null
            && ArrayMemory.address(gradient.gradient())
                == ArrayMemory.address(network.getGradientsViewArray());
    if (stepOpen) {
      stepEnds(null);
    }
    if (!unused) {
      backwardElsewhere();
    }
    memory.foreignGradients(!own);
    sums(network, batchSize);
    boolean skip = run.stepBegin("");
    stepOpen = !skip;
    ThreadState.current().stepping = skip ? null : this;
    unused = false;
    run.throwIfStopped();
    return skip;
  }

  /**
   * A backward of another kind has filled the gradients: from errors that the program gave, or for
   * the gradients alone. It counts once they are used.
   */
  private void backwardElsewhere() {
    run.forwardBegin(true);
    run.forwardEnd(root, true, true, false, true, 0);
    run.backwardBegin(1, "", Double.NaN, false, false);
    run.backwardEnd(null);
    AgentCore.monitor().backwardSeen();
  }

  /** What is to be subtracted is there. */
  void updateEnds(BaseMultiLayerUpdater<?> updater, int iteration, int epoch, Throwable failure) {
    if (!stepOpen) {
      return;
    }
    if (failure != null) {
      stepEnds(failure);
      return;
    }
    rates.tell(run, updater, iteration, epoch);
  }

  /** The optimizer has subtracted it, or is through. */
  void stepEnds(Throwable failure) {
    if (!stepOpen) {
      return;
    }
    stepOpen = false;
    ThreadState.current().stepping = null;
    run.stepEnd(failure);
    overwritten();
    if (failure != null) {
      run.failed("step", failure, Runs.USER.thrownAt(failure));
    }
  }

  /** The gradients are used up: DL4J overwrites them and needs no clearing. */
  private void overwritten() {
    run.gradientsUsedUp();
    memory.foreignGradients(false);
    unused = false;
  }

  // ---- parameters that the program writes itself ----

  @Override
  public boolean writeBegins(long from, long to, String operation, Object operand) {
    ThreadState thread = ThreadState.current();
    if (thread.settingDepth > 0 && thread.solverDepth == 0) {
      parametersSet();
    }
    if (isDl4js(thread) || stepOpen || !AgentCore.isOn()) {
      return false;
    }
    long base = base();
    boolean skip = false;
    for (int i = 0; i < accesses.size(); i++) {
      if (isWithin(i, base, from, to)) {
        skip |= run.weightWriteBegin(i, operation);
      }
    }
    run.throwIfStopped();
    return skip;
  }

  @Override
  public void writeEnded(long from, long to, Throwable failure) {
    if (isDl4js(ThreadState.current()) || !AgentCore.isOn()) {
      return;
    }
    if (stepOpen) {
      stepEnds(failure);
      return;
    }
    long base = base();
    for (int i = 0; i < accesses.size(); i++) {
      if (isWithin(i, base, from, to)) {
        if (failure == null) {
          run.weightWriteEnd(i);
          usedUp |= run.parameter(i).updated();
        } else {
          run.weightWriteFailed(i, failure);
        }
      }
    }
    unused &= !usedUp;
  }

  private static boolean isDl4js(ThreadState thread) {
    return thread.scoring != null || thread.solverDepth > 0 || thread.settingDepth > 0;
  }

  /** Address of the first parameter's first element; 0 where the network is gone. */
  private long base() {
    Model network = memory.network();
    return network == null ? 0 : ArrayMemory.address(network.params());
  }

  private boolean isWithin(int parameter, long base, long from, long to) {
    FlatParameter p = accesses.get(parameter);
    long begin = base + p.offset() * elementBytes;
    return base != 0 && from < begin + p.length() * elementBytes && to > begin;
  }

  /**
   * The program has set parameters by DL4J's own means (loading, averaging over workers, a target
   * network): what changes outside of steps is no concern from now on.
   */
  @Override
  public void parametersSet() {
    for (int i = 0; i < accesses.size(); i++) {
      run.weightShared(i);
    }
  }

  /**
   * Between two backwards with no step that was seen, the parameters have changed: the program
   * steps by means that are not watched. Its step counts, but not by how far it went.
   */
  private void noticeUnknownStep() {
    if (run.backwards() < STEPS_BY_HAND || !sampledAfterBackward) {
      return;
    }
    if (Arrays.equals(sampled(now), afterBackward)) {
      return;
    }
    memory.blind(true);
    for (int i = 0; i < accesses.size(); i++) {
      run.weightWriteBegin(i, "write");
    }
    for (int i = 0; i < accesses.size(); i++) {
      run.weightWriteEnd(i);
    }
    run.gradientsCleared();
    memory.blind(false);
    overwritten();
  }

  /** Some values of each of the first parameters; all 0 where they can't be read. */
  private double[] sampled(double[] into) {
    Arrays.fill(into, 0);
    int each = Math.max(1, into.length / accesses.size());
    double[] part = new double[each];
    for (int i = 0; i < accesses.size() && (i + 1) * each <= into.length; i++) {
      int n = accesses.get(i).sampleValue(part);
      System.arraycopy(part, 0, into, i * each, n);
    }
    return into;
  }
}
