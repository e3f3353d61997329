package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.gradcheck.CheckResult;
import io.gradprobe.runtime.observe.ActivationObservation;
import io.gradprobe.runtime.observe.CheckpointObservation;
import io.gradprobe.runtime.observe.FailureObservation;
import io.gradprobe.runtime.observe.FreezeObservation;
import io.gradprobe.runtime.observe.GradientCheckObservation;
import io.gradprobe.runtime.observe.LossObservation;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.observe.ReplacedObservation;
import io.gradprobe.runtime.observe.ReplicaObservation;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.JoinMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.Origin;
import io.gradprobe.runtime.tensor.TensorStats;
import java.lang.ref.WeakReference;
import java.util.List;

/**
 * What happens around the steps of a run: its data, activations, loss, failures, and what becomes
 * of its parameters. Guarded by its run.
 */
final class TrainingSignals {
  private final RunState state;
  private final ActivationObservation activation = new ActivationObservation();
  private final OperationObservation operation = new OperationObservation();
  private final LossObservation loss = new LossObservation();
  private final FailureObservation failure = new FailureObservation();
  private Throwable pending;

  /** What was swallowed last: on its way it may be caught more than once. */
  private WeakReference<Throwable> latest;

  private long latestAt;

  private String pendingPhase = "";
  private String pendingLine = "";
  private long failures;

  TrainingSignals(RunState state) {
    this.state = state;
    activation.run = state;
    operation.run = state;
    loss.run = state;
    failure.run = state;
  }

  /** The first training forward of a step that is due was read. */
  void forwardMeasured(
      List<InputMeasurement> inputs,
      List<BlockMeasurement> blocks,
      List<JoinMeasurement> joins,
      long nanos) {
    String line =
        state.forwardLine.isEmpty() ? state.locations.locator().here() : state.forwardLine;
    state.forwardLine = line;
    state.measuredForward.forward(line, inputs, blocks, joins);
    spent(nanos);
  }

  /** Reading took so long on the training thread. */
  void spent(long nanos) {
    state.probeNanos += nanos;
    state.sampler.charge(nanos);
  }

  /** The loss of a training step was computed from these labels. */
  void lossEvaluated(LossInfo info, LabelMeasurement labels, Throwable thrown, long nanos) {
    if (info != null) {
      state.measuredForward.loss = info;
    }
    if (labels != null && thrown == null) {
      state.measuredForward.labels(labels);
    }
    spent(nanos);
    if (!state.rules.listensToLoss()) {
      return;
    }
    loss.loss = state.measuredForward.loss;
    loss.labels = labels;
    loss.failure = thrown;
    String line = state.locations.last(Where.BACKWARD);
    loss.location = thrown != null || line.isEmpty() ? state.locations.locator().here() : line;
    state.rules.loss(loss);
    loss.labels = null;
    loss.failure = null;
  }

  /** The first block whose output is not finite. */
  void activationNotFinite(
      String block, String type, String function, TensorStats output, Origin origin) {
    activation.block = block;
    activation.type = type;
    activation.function = function;
    activation.output = output;
    activation.origin = origin;
    activation.location = state.forwardLine;
    state.rules.activation(activation);
    activation.output = null;
  }

  /** Something thrown left a call of the framework. Whether it is swallowed shows later. */
  void failed(String phase, Throwable thrown, String line) {
    if (pending == thrown || isLatest(thrown)) {
      return;
    }
    // A handler may have wrapped what it caught.
    for (Throwable t = pending == null ? null : thrown.getCause(); t != null; t = t.getCause()) {
      if (t == pending) {
        pending = thrown;
        return;
      }
    }
    swallowed();
    pending = thrown;
    pendingPhase = phase;
    pendingLine = line;
  }

  private boolean isLatest(Throwable thrown) {
    return latest != null && latest.refersTo(thrown) && latestAt == state.backwardsTotal;
  }

  /** Training goes on: what was thrown before was swallowed. */
  void swallowed() {
    if (pending == null) {
      return;
    }
    failures++;
    latest = new WeakReference<>(pending);
    latestAt = state.backwardsTotal;
    failure.phase = pendingPhase;
    failure.failure = pending;
    failure.failures = failures;
    failure.batches = state.backwardsTotal + failures;
    failure.location = pendingLine;
    pending = null;
    state.rules.failure(failure);
    failure.failure = null;
  }

  boolean hasPendingFailure() {
    return pending != null;
  }

  /** An observation to be filled for {@link #operation}. */
  OperationObservation operation() {
    operation.block = "";
    operation.size = 0;
    operation.rows = 0;
    operation.device = "";
    operation.expectedDevice = "";
    operation.operand = "";
    operation.location = "";
    return operation;
  }

  /** An operation happened. */
  void operation(OperationObservation happened) {
    state.rules.operation(happened);
  }

  /** Parameters that the user froze require gradients again. */
  void freezeUndone(int parameter, int concerned, String frozenAt, String line) {
    FreezeObservation o = new FreezeObservation();
    o.run = state;
    o.parameter = parameter;
    o.concerned = concerned;
    o.frozenAt = frozenAt;
    o.location = line;
    state.rules.freeze(o);
  }

  /** Parameters were loaded, or could not be. */
  void checkpointLoaded(
      String parameter, int loaded, int untouched, Throwable thrown, String line) {
    CheckpointObservation o = new CheckpointObservation();
    o.run = state;
    o.parameter = parameter;
    o.loaded = loaded;
    o.untouched = untouched;
    o.failure = thrown;
    o.location = line;
    state.rules.checkpoint(o);
  }

  /** The optimizer is about to update arrays that the model does not hold any more. */
  void arraysReplaced(int parameter, int concerned, String line) {
    ReplacedObservation o = new ReplacedObservation();
    o.run = state;
    o.parameter = parameter;
    o.concerned = concerned;
    o.location = line;
    state.rules.replaced(o);
  }

  /** A step's gradients were compared with numerical derivatives. */
  void gradientsChecked(CheckResult result, String line, long nanos) {
    // Who asks for it pays for it: the budget is for what is watched besides.
    state.probeNanos += nanos;
    GradientCheckObservation o = new GradientCheckObservation();
    o.run = state;
    o.result = result;
    o.location = line;
    state.rules.gradientCheck(o);
  }

  /** Replicas of parameters differ after a step. */
  void replicasDiffer(int parameter, int concerned, double difference, String line) {
    ReplicaObservation o = new ReplicaObservation();
    o.run = state;
    o.parameter = parameter;
    o.concerned = concerned;
    o.difference = difference;
    o.location = line;
    state.rules.replica(o);
  }
}
