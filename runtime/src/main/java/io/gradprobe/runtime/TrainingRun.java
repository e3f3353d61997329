package io.gradprobe.runtime;

import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.gradcheck.CheckResult;
import io.gradprobe.runtime.gradcheck.CheckedStep;
import io.gradprobe.runtime.gradcheck.GradientCheck;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.observe.ParameterView;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.JoinMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.MemoryRecord;
import io.gradprobe.runtime.run.Origin;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.SourceLocator;
import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

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
  private final TrainingSignals training;
  private final AtomicBoolean ended = new AtomicBoolean();

  TrainingRun(
      Monitor monitor,
      RunInfo info,
      List<? extends ParameterAccess> accesses,
      boolean usageKnown,
      SourceLocator locator,
      OriginFinder origins) {
    state = new RunState(this, monitor, info, accesses, usageKnown, locator, origins, this);
    OutsideWrites outside = new OutsideWrites(state);
    step = new StepSignals(state, outside);
    desk = new VerdictDesk(state, step::tellLosses);
    forward = new ForwardSignals(state, step);
    backward = new BackwardSignals(state, step);
    gradient = new GradientSignals(state, step);
    writes = new WriteSignals(state, step, outside);
    epochs = new EpochSignals(state, step);
    training = new TrainingSignals(state);
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

  /** Epoch from 0, that of a pass that has begun; -1 where unknown. */
  public synchronized int epoch() {
    return state.passOpen ? state.epoch + 1 : state.epoch;
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
    goesOn();
    return step.stepBegin(evaluation, false);
  }

  /**
   * An optimizer step is told that was made together with its backward and can't be skipped any
   * more; what was before it must have been kept.
   */
  public synchronized void stepBeginMade() {
    goesOn();
    step.stepBeginMade();
  }

  /** An outermost forward begins. */
  public synchronized void forwardBegin(boolean training) {
    if (training) {
      goesOn();
    }
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
   * The loss of the backward that is about to begin is not finite: are the weights?
   *
   * @return whether a weight is to blame
   */
  public synchronized boolean examineWeights() {
    goesOn();
    return backward.examineWeights();
  }

  /**
   * The engine is in a backward whose loss it tells when that is over: its time counts from now,
   * and {@link #backwardBegin} follows once the loss is known.
   */
  public synchronized void backwardBeforeLoss() {
    backward.beforeLoss();
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
    goesOn();
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

  /**
   * So many more backwards have been made for this step, each like the one that was told last.
   *
   * @param count how many
   */
  public synchronized void backwardsUntold(int count) {
    backward.untold(count);
  }

  /** A call that clears the gradients of all parameters has ended. */
  public synchronized void gradientsCleared() {
    gradient.gradientsCleared();
  }

  /**
   * Memory shows that one parameter's gradient is cleared, or that backward overwrites it; whoever
   * did so, and when, is not known.
   */
  public synchronized void gradientFoundCleared(int parameter) {
    state.parameters[parameter].cleared();
  }

  /** One parameter's gradient was set to zero by an in-place operation. */
  public synchronized void gradientZeroed(int parameter) {
    gradient.gradientZeroed(parameter);
  }

  /** The engine cleared one parameter's gradient as a part of the optimizer's update. */
  public synchronized void gradientClearedByOptimizer(int parameter) {
    gradient.gradientClearedByOptimizer(parameter);
  }

  /** The engine does not accumulate: its next backward overwrites all gradients. */
  public synchronized void gradientsUsedUp() {
    for (int i = 0; i < state.parameters.length; i++) {
      gradient.gradientClearedByOptimizer(i);
    }
  }

  /**
   * One parameter's gradient was changed in place by the user's program.
   *
   * @param factor what it was multiplied by; NaN where it was no scaling
   */
  public synchronized void gradientChanged(int parameter, double factor) {
    gradient.gradientChanged(parameter, factor);
  }

  /** A call that limits gradients has run, and this one was within the limit, or zero. */
  public synchronized void gradientLimited(int parameter) {
    gradient.gradientLimited(parameter);
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
   * Some steps have passed unwatched, all that belongs to them included: the next signal begins a
   * new cycle.
   *
   * @param steps how many
   * @param used which parameters' gradients they have used
   */
  public synchronized void stepsUnwatched(long steps, boolean[] used) {
    state.stepsUnwatched(steps, used);
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

  /** Whether the step under way is measured and its forward has not been read yet. */
  public boolean wantsForward() {
    return state.due && !state.measuredForward.isRead() && state.readsForward();
  }

  /** Whether the user's lines are looked up in this step. */
  public boolean isLocating() {
    return state.locating;
  }

  /** The latest that is known of the loss; never null. */
  public LossInfo lossInfo() {
    return state.measuredForward.loss;
  }

  /**
   * The first training forward of a step that is due was read.
   *
   * @param nanos what reading it took
   */
  public synchronized void forwardMeasured(
      List<InputMeasurement> inputs,
      List<BlockMeasurement> blocks,
      List<JoinMeasurement> joins,
      long nanos) {
    training.forwardMeasured(inputs, blocks, joins, nanos);
  }

  /**
   * Backward has brought gradients to outputs of the forward that was read.
   *
   * @param byOrder their statistics by {@link BlockMeasurement#order()}; null for none
   * @param nanos what reading them took
   */
  public synchronized void gradientsTapped(TensorStats[] byOrder, long nanos) {
    state.measuredForward.gradients(byOrder);
    training.spent(nanos);
  }

  /**
   * Results at places of the user's source were read, and the gradients that came to them.
   *
   * @param places see {@link io.gradprobe.runtime.run.ForwardMeasurement#places()}
   * @param nanos what reading them took
   */
  public synchronized void placesMeasured(List<BlockMeasurement> places, long nanos) {
    state.measuredForward.places(places);
    training.spent(nanos);
  }

  /** Which outputs' gradients the user wants recorded: globs of blocks' paths. */
  public List<String> taps() {
    return state.options.taps();
  }

  /** Whether everything is measured that can be. */
  public boolean isDebug() {
    return state.meter.everyStep;
  }

  /**
   * The loss of a training step was computed, or could not be.
   *
   * @param info what is known of it; null where nothing new is
   * @param labels the labels; null where they were not read
   * @param failure what it threw; null where it returned
   * @param nanos what reading took
   */
  public synchronized void lossEvaluated(
      LossInfo info, LabelMeasurement labels, Throwable failure, long nanos) {
    training.lossEvaluated(info, labels, failure, nanos);
  }

  /**
   * The loss or a gradient is not finite, inputs and weights are, and this is the first block in
   * the order of the latest forward whose output is not.
   *
   * @param origin the operation that made it; null where unknown
   */
  public synchronized void activationNotFinite(
      String block, String type, String function, TensorStats output, Origin origin) {
    training.activationNotFinite(block, type, function, output, origin);
  }

  /**
   * An exception left a call of the framework in training.
   *
   * @param phase {@code forward}, {@code loss}, {@code backward}, {@code step} or {@code data}
   */
  public synchronized void failed(String phase, Throwable failure) {
    training.failed(phase, failure, state.locations.locator().here());
  }

  /**
   * An exception left a call of the framework in training, or the loop that trains catches one of
   * the program's own and leaves out the batch.
   *
   * @param phase {@code forward}, {@code loss}, {@code backward}, {@code step}, {@code data} or
   *     {@code batch}
   * @param location the user's line out of which it came; empty where unknown
   */
  public synchronized void failed(String phase, Throwable failure, String location) {
    training.failed(phase, failure, location);
  }

  /** Training goes on; called at the begin of each phase. */
  private void goesOn() {
    if (training.hasPendingFailure()) {
      training.swallowed();
    }
    epochs.trainingGoesOn();
  }

  /**
   * An operation happened that may prove a fault by itself.
   *
   * @param fill fills in what happened
   */
  public synchronized void operation(Consumer<OperationObservation> fill) {
    OperationObservation operation = training.operation();
    fill.accept(operation);
    training.operation(operation);
  }

  /** Parameters that the user froze require gradients again without the user's asking. */
  public synchronized void freezeUndone(
      int parameter, int concerned, String frozenAt, String location) {
    training.freezeUndone(parameter, concerned, frozenAt, location);
  }

  /**
   * Parameters were loaded, or could not be.
   *
   * @param parameter first parameter concerned
   * @param loaded how many were loaded
   * @param untouched how many of the same block were left as they were
   * @param failure what was thrown; null where the load returned
   */
  public synchronized void checkpointLoaded(
      String parameter, int loaded, int untouched, Throwable failure, String location) {
    training.checkpointLoaded(parameter, loaded, untouched, failure, location);
  }

  /** The optimizer is about to update arrays that the model does not hold any more. */
  public synchronized void arraysReplaced(int parameter, int concerned, String location) {
    training.arraysReplaced(parameter, concerned, location);
  }

  /** Replicas of parameters differ after a step. */
  public synchronized void replicasDiffer(
      int parameter, int concerned, double difference, String location) {
    training.replicasDiffer(parameter, concerned, difference, location);
  }

  /**
   * Compares a step's gradients with numerical derivatives of its loss, on the calling thread and
   * without holding up others. For steps that are {@linkplain #isGradientCheckDue due} only.
   *
   * @param location the user's line of backward; empty where it is the latest backward's
   */
  public void checkGradients(CheckedStep checked, String location) {
    GradientChecks checks = state.gradientChecks;
    if (checks == null) {
      return;
    }
    long begin = System.nanoTime();
    CheckResult result = checks.check(checked, state.steps);
    synchronized (this) {
      training.gradientsChecked(result, location, System.nanoTime() - begin);
    }
  }

  /** What compares parts of a step, by the run's settings; null where gradients are not checked. */
  public GradientCheck gradientCheck() {
    GradientChecks checks = state.gradientChecks;
    return checks == null ? null : checks.check(state.steps);
  }

  /** The step that was to be checked can't be, and why; tried too often, no other is. */
  public void gradientsNotChecked(String reason) {
    GradientChecks checks = state.gradientChecks;
    if (checks != null) {
      checks.notChecked(reason, state.steps);
    }
  }

  /** Whether the gradients of the step under way are to be checked. */
  public boolean isGradientCheckDue() {
    GradientChecks checks = state.gradientChecks;
    return checks != null && checks.isDue(state.steps);
  }

  /** Whether gradients are checked in this run, now or later. */
  public boolean checksGradients() {
    GradientChecks checks = state.gradientChecks;
    return checks != null && !checks.isOver();
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

  /** Rules of trends look at some losses. On the observer thread. */
  void judge(LossSeries series) {
    desk.judge(series);
  }

  /** An epoch has ended. On the observer thread. */
  void judge(EpochRecord epoch) {
    desk.judge(epoch);
  }

  /** The memory of the process. On the observer thread. */
  void judge(MemoryRecord memory) {
    desk.judge(memory);
  }

  /** Steps completed, as far as the calling thread can see. */
  long stepsSeen() {
    return state.steps;
  }

  List<Finding> untoldFindings() {
    return state.findings.untold();
  }
}
