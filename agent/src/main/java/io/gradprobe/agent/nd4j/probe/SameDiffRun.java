package io.gradprobe.agent.nd4j.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.nd4j.autodiff.listeners.At;
import org.nd4j.autodiff.listeners.Loss;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.autodiff.samediff.TrainingConfig;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.learning.GradientUpdater;
import org.nd4j.linalg.learning.config.IUpdater;

/**
 * The training of one SameDiff graph. An iteration is one call that runs forward, backward and all
 * updates, one among the other; its parts are told in order when it is over.
 */
final class SameDiffRun {
  private static final String ROOT = "SameDiff";

  private final TrainingRun run;
  private final WeakReference<SameDiff> graph;
  private final List<CapturedParameter> parameters;
  private final Map<String, Integer> indices = new HashMap<>();
  private final Map<String, WeakReference<INDArray>> latestInputs = new HashMap<>();
  private Map<GradientUpdater<?>, CapturedParameter> byUpdater = new IdentityHashMap<>();
  private int epoch = -1;
  private boolean measures;
  private boolean checks;

  SameDiffRun(
      TrainingRun run, SameDiff graph, List<String> names, List<CapturedParameter> parameters) {
    this.run = run;
    this.graph = new WeakReference<>(graph);
    this.parameters = parameters;
    for (int i = 0; i < names.size(); i++) {
      indices.put(names.get(i), i);
      // What changes outside of iterations is not judged: arrays are set and loaded by many means.
      run.weightShared(i);
    }
    run.gradientsUsedUp();
  }

  boolean isAlive() {
    return graph.get() != null;
  }

  boolean isEnded() {
    return run.isEnded();
  }

  void end() {
    run.end();
  }

  /** An iteration begins. */
  void begins(Map<String, ? extends GradientUpdater<?>> updaters, At at) {
    if (byUpdater.size() != updaters.size() || !byUpdater.keySet().containsAll(updaters.values())) {
      byUpdater = new IdentityHashMap<>();
      updaters.forEach(
          (name, updater) -> {
            Integer index = indices.get(name);
            byUpdater.put(updater, index == null ? null : parameters.get(index));
          });
    }
    if (at != null && at.epoch() != epoch) {
      if (epoch >= 0) {
        run.passBegin();
        run.epochEnded(Map.of());
      }
      epoch = at.epoch();
    }
    run.forwardBegin(true);
    measures = run.isDue();
    checks = AgentCore.monitor().options().onError() != Options.OnError.REPORT;
    for (CapturedParameter p : parameters) {
      p.begin();
    }
  }

  /** A gradient is there, and its variable is about to be updated. */
  void gradient(GradientUpdater<?> updater, INDArray gradient) {
    CapturedParameter p = byUpdater.get(updater);
    if (p != null) {
      p.capture(gradient, measures, checks);
    }
  }

  /** The iteration has ended. May throw where the user asked for it. */
  void ends(
      TrainingConfig settings, Map<String, INDArray> placeholders, Loss loss, At at, Throwable e) {
    if (e != null) {
      run.forwardFailed(true);
      run.failed("forward", e, SameDiffs.USER.thrownAt(e));
      return;
    }
    List<String> features = orEmpty(settings.getDataSetFeatureMapping());
    List<String> labels = orEmpty(settings.getDataSetLabelMapping());
    INDArray first = features.isEmpty() ? null : placeholders.get(features.get(0));
    run.forwardEnd(ROOT, true, true, false, true, ArrayReading.samples(first));
    // SameDiff computes the loss only where a gradient is made from it, and else says 0.
    double value = loss.totalLoss();
    boolean told = value != 0;
    if (run.wantsForward()) {
      read(features, labels, placeholders);
    }
    if (value - value != 0) {
      blame(features, placeholders);
    }
    run.backwardBegin(1, "", told ? value : Double.NaN, told, false);
    run.backwardEnd(null);
    AgentCore.monitor().backwardSeen();
    step(settings.getUpdater(), at);
    run.throwIfStopped();
  }

  private void step(IUpdater updater, At at) {
    run.stepBeginMade();
    boolean known = updater.hasLearningRate();
    double rate = known ? updater.getLearningRate(at.iteration(), at.epoch()) : Double.NaN;
    for (int i = 0; i < parameters.size(); i++) {
      CapturedParameter p = parameters.get(i);
      if (p.isPresent() && known) {
        run.optimizerUpdate(i, rate, Double.NaN, 1, Double.NaN);
      } else if (p.isPresent()) {
        run.parameterUpdated(i);
      }
      p.stepped();
    }
    run.stepEnd(null);
    run.gradientsUsedUp();
  }

  private static List<String> orEmpty(List<String> names) {
    return names == null ? List.of() : names;
  }

  private void read(List<String> features, List<String> labels, Map<String, INDArray> arrays) {
    long begin = System.nanoTime();
    ArrayReading reading = new ArrayReading();
    List<InputMeasurement> inputs = new ArrayList<>();
    for (String name : features) {
      INDArray array = arrays.get(name);
      if (ArrayMemory.isReadable(array)) {
        WeakReference<INDArray> before = latestInputs.put(name, new WeakReference<>(array));
        boolean fresh = before == null || !before.refersTo(array);
        InputMeasurement input = reading.input(array, name, fresh);
        if (input != null) {
          inputs.add(input);
        }
      }
    }
    LabelMeasurement label = null;
    if (labels.size() == 1) {
      INDArray array = arrays.get(labels.get(0));
      label =
          ArrayMemory.isReadable(array) && array.rank() <= 2
              ? reading.labels(array, labels.get(0))
              : null;
    }
    run.forwardMeasured(inputs, List.of(), List.of(), System.nanoTime() - begin);
    if (label != null) {
      run.lossEvaluated(LossInfo.UNKNOWN, label, null, 0);
    }
  }

  private void blame(List<String> features, Map<String, INDArray> arrays) {
    for (String name : features) {
      TensorStats stats = new TensorStats();
      ReadOutcome outcome =
          ArrayMemory.read(
              arrays.get(name), (memory, type) -> TensorKernels.stats(memory, type, stats));
      if (outcome == ReadOutcome.READ && !stats.allFinite()) {
        run.nonFiniteInput(name, stats);
        return;
      }
    }
  }
}
