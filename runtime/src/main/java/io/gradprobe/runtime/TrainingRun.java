package io.gradprobe.runtime;

import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.observe.ParameterView;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.SourceLocator;
import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * The life of one optimizer: the state machine of the training protocol, one state per parameter.
 * Probes report signals to it; it fills observations, asks the rules, and hands evidence to the
 * collectors. Signals may come from several threads.
 *
 * <p>Calls say when to look, memory says what is so: where the calls leave a doubt whether a
 * gradient is stale or missing, it is read.
 */
public final class TrainingRun implements RuleBoard.Bench {
  private final RunState state;
  private final VerdictDesk desk;
  private final StepSignals step;
  private final ForwardSignals forward;
  private final BackwardSignals backward;
  private final GradientSignals gradient;
  private final WriteSignals writes;
  private final EpochSignals epochs;
  private final AtomicBoolean ended = new AtomicBoolean();

  TrainingRun(
      Monitor monitor,
      RunInfo info,
      List<? extends ParameterAccess> accesses,
      boolean usageKnown,
      SourceLocator locator) {
    state = new RunState(this, monitor, info, accesses, usageKnown, locator, this);
    desk = new VerdictDesk(state);
    OutsideWrites outside = new OutsideWrites(state);
    step = new StepSignals(state, outside);
    forward = new ForwardSignals(state, step);
    backward = new BackwardSignals(state, step);
    gradient = new GradientSignals(state, step);
    writes = new WriteSignals(state, step, outside);
    epochs = new EpochSignals(state, step);
  }

  synchronized void applyOptions(Options changed) {
    state.applyOptions(changed);
  }

  synchronized void resume() {
    state.resume();
  }

  // ---- what probes may know ----

  /** The run's description. */
  public RunInfo info() {
    return state.info;
  }

  /** Number of parameters. */
  public int parameterCount() {
    return state.parameters.length;
  }

  /** What is known of one parameter at this moment. */
  public ParameterView parameter(int index) {
    return state.parameters[index];
  }

  /** Path of the first block that behaves otherwise in training; empty where there is none. */
  public String modeSensitiveBlock() {
    return state.modeSensitiveBlock;
  }

  /** Backward passes so far. */
  public synchronized long backwards() {
    return state.backwardsTotal;
  }

  /** Epoch from 0; -1 where unknown. */
  public synchronized int epoch() {
    return state.epoch;
  }

  /** Description of one parameter. */
  public ParameterInfo parameterInfo(int index) {
    return state.parameters[index].info;
  }

  /** Optimizer steps completed, hand-written updates included. */
  public synchronized long steps() {
    return state.steps;
  }

  /** Whether the step that is under way is measured, so that probes may look closer too. */
  public boolean isDue() {
    return state.due;
  }

  /** Whether a forward that the engine records has run since the last backward. */
  public synchronized boolean expectsBackward() {
    return state.recordedForwards + state.evaluationForwards > 0;
  }

  /** Whether a training forward has run outside any recording since the last backward. */
  public synchronized boolean hasUnrecordedForward() {
    return state.unrecordedForwards > 0;
  }

  /** Whether an optimizer's own step is under way. */
  public synchronized boolean isInOptimizerStep() {
    return state.inStep && !state.manualStep;
  }

  /** Whether the run has ended. */
  public boolean isEnded() {
    return ended.get();
  }

  /** Whether all tensors of the run's parameters are released. */
  public boolean isReleased() {
    for (ParameterState p : state.parameters) {
      if (!p.access.released()) {
        return false;
      }
    }
    return true;
  }

  // ---- signals ----

  /** A training forward used the parameter. */
  public void usedInForward(int parameter) {
    state.parameters[parameter].uses++;
  }

  /** A backward somewhere in the process has ended. */
  synchronized void backwardSeen() {
    state.backwardsSinceForward++;
  }

  /**
   * An optimizer step begins; nothing has been updated yet.
   *
   * @param evaluation name of the evaluation routine that the step is inside of; empty where none
   * @return whether the update is to be skipped
   */
  public synchronized boolean stepBegin(String evaluation) {
    return step.stepBegin(evaluation, false);
  }

  /** An outermost forward begins. */
  public synchronized void forwardBegin(boolean training) {
    forward.forwardBegin(training);
  }

  /**
   * An outermost forward has ended.
   *
   * @param block name of the block called
   * @param training whether it ran in training mode
   * @param recording whether the engine recorded it for a later backward
   * @param evaluationRoutine whether the framework's own evaluation routine called it
   * @param trainable whether the block has parameters that require a gradient
   * @param samples size of the batch; 0 where unknown
   */
  public synchronized void forwardEnd(
      String block,
      boolean training,
      boolean recording,
      boolean evaluationRoutine,
      boolean trainable,
      long samples) {
    forward.forwardEnd(block, training, recording, evaluationRoutine, trainable, samples);
  }

  /**
   * A loss or gradient turned out not to be finite, and so is an input of the latest forward.
   *
   * @param name the input's name
   * @param input its statistics
   */
  public synchronized void nonFiniteInput(String name, TensorStats input) {
    forward.nonFiniteInput(name, input);
  }

  /** An outermost forward threw. */
  public synchronized void forwardFailed(boolean training) {
    forward.forwardFailed(training);
  }

  /**
   * A backward that reaches this run's parameters begins.
   *
   * @param elements elements of the target
   * @param shape the target's shape; may be empty for a scalar
   * @param value the target's value, summed; NaN may mean not read
   * @param read whether the value was read
   * @param scaled whether the target was made by a division or multiplication by a number
   */
  public synchronized void backwardBegin(
      long elements, String shape, double value, boolean read, boolean scaled) {
    backward.backwardBegin(elements, shape, value, read, scaled);
  }

  /**
   * The backward has ended.
   *
   * @param failure what the engine threw; null where it returned
   */
  public synchronized void backwardEnd(Throwable failure) {
    backward.backwardEnd(failure);
  }

  /** A call that clears the gradients of all parameters has ended. */
  public synchronized void gradientsCleared() {
    gradient.gradientsCleared();
  }

  /** One parameter's gradient was set to zero by an in-place operation. */
  public synchronized void gradientZeroed(int parameter) {
    gradient.gradientZeroed(parameter);
  }

  /** The engine cleared one parameter's gradient as a part of the optimizer's update. */
  public synchronized void gradientClearedByOptimizer(int parameter) {
    gradient.gradientClearedByOptimizer(parameter);
  }

  /**
   * One parameter's gradient was changed in place by the user's program.
   *
   * @param factor what it was multiplied by; NaN where it was no scaling
   */
  public synchronized void gradientChanged(int parameter, double factor) {
    gradient.gradientChanged(parameter, factor);
  }

  /** The user's program made a clipped copy of one parameter's gradient. */
  public synchronized void gradientCopyClipped(int parameter, double limit) {
    gradient.gradientCopyClipped(parameter, limit);
  }

  /** The user's program asked for one parameter's gradient. */
  public synchronized void gradientRead(int parameter) {
    gradient.gradientRead(parameter);
  }

  /** The optimizer updated one parameter with these settings; values may be NaN where unknown. */
  public synchronized void optimizerUpdate(
      int parameter, double rate, double decay, double gradientFactor, double gradientLimit) {
    step.optimizerUpdate(parameter, rate, decay, gradientFactor, gradientLimit);
  }

  /** An optimizer that is not the engine's own updated one parameter. */
  public synchronized void parameterUpdated(int parameter) {
    step.parameterUpdated(parameter);
  }

  /** The learning rate of a hand-written update, inferred from what was subtracted. */
  public synchronized void learningRateInferred(double rate) {
    step.learningRateInferred(rate);
  }

  /**
   * The optimizer step has ended.
   *
   * @param failure what it threw; null where it returned
   */
  public synchronized void stepEnd(Throwable failure) {
    step.stepEnd(failure);
  }

  /**
   * The user's program is about to write a parameter in place.
   *
   * @param operation such as {@code subi}
   * @return whether the write is to be skipped
   */
  public synchronized boolean weightWriteBegin(int parameter, String operation) {
    return writes.weightWriteBegin(parameter, operation);
  }

  /** Another run trains the parameter too: its optimizer's updates are no outside writes. */
  public synchronized void weightShared(int parameter) {
    state.parameters[parameter].shared = true;
    state.parameters[parameter].writtenOutside = true;
  }

  /** The write has thrown. */
  public synchronized void weightWriteFailed(int parameter, Throwable failure) {
    writes.weightWriteFailed(parameter, failure);
  }

  /** The write has been made. */
  public synchronized void weightWriteEnd(int parameter) {
    writes.weightWriteEnd(parameter);
  }

  /** A new pass over a dataset begins. */
  public synchronized void passBegin() {
    epochs.passBegin();
  }

  /** An epoch has ended. */
  public synchronized void epochEnded(Map<String, Double> metrics) {
    epochs.epochEnded(metrics);
  }

  /** The run ends. Later calls do nothing. */
  public void end() {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    RunSummary summary;
    synchronized (this) {
      epochs.runEnds();
      summary = epochs.summary();
    }
    state.monitor.ended(this, summary);
  }

  // ---- verdicts ----

  /** Throws what {@code on-error=stop} asks for, once. Called by probes that may throw. */
  public void throwIfStopped() {
    desk.throwIfStopped();
  }

  @Override
  public void found(String rule, Verdict verdict) {
    desk.found(rule, verdict);
  }

  @Override
  public void broken(String rule, Throwable failure) {
    desk.broken(rule, failure);
  }

  /** Rules of statistics look at a measured step. On the observer thread. */
  void judge(MeasuredStep measured) {
    desk.judge(measured);
  }

  List<Finding> untoldFindings() {
    return state.findings.untold();
  }
}
