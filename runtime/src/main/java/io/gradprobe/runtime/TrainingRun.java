package io.gradprobe.runtime;

import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.observe.ParameterView;
import io.gradprobe.runtime.observe.RunEndObservation;
import io.gradprobe.runtime.observe.RunView;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.rule.ActiveRule;
import io.gradprobe.runtime.rule.RuleSet;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.GradientState;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.OverheadRecord;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.ParameterMeasurement;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.RunSummary;
import io.gradprobe.runtime.run.SourceLocator;
import io.gradprobe.runtime.run.StepRecord;
import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.ReadOutcome;
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
public final class TrainingRun implements RunView, RuleBoard.Bench {
  /** The user's lines are looked up at this many first steps. */
  private static final int LOCATED = 12;

  /** Later at one of so many measured steps. */
  private static final int LOCATE_EVERY = 8;

  /** A gradient read by a method called "clip" is looked for at this many first odd readings. */
  private static final int ODD_READS = 64;

  /**
   * A trainer that has made no step after so many backwards is not going to: writes to its weights
   * are hand-written steps. Before that they may be perturbations, projections, normalisation.
   */
  private static final int TRAINER_UNUSED = 4;

  /** Gradients multiplied by one over the number of backwards, but for rounding, are averaged. */
  private static final double AVERAGED = 1e-4;

  /** A loss so many times its recent mean has its step measured, due or not. */
  private static final double LOSS_JUMP = 3;

  private static final double LOSS_MEMORY = 0.9;

  private final Monitor monitor;
  private Options options;
  private boolean protocolOnly;
  private final RunInfo info;
  private final ParameterState[] parameters;
  private final Locations locations;
  private final FindingLog findings;
  private volatile RuleBoard rules;
  private List<ActiveRule> active;
  private final StepClock clock;
  private final StepMeter meter = new StepMeter();
  private Sampler sampler;
  private final String modeSensitiveBlock;
  private final int mayStepItself;
  private final AtomicBoolean ended = new AtomicBoolean();
  private final long begunNanos = System.nanoTime();

  private final ForwardObservation forward = new ForwardObservation();
  private final BackwardObservation backward = new BackwardObservation();
  private final ClearObservation clear = new ClearObservation();
  private final ClipObservation clip = new ClipObservation();
  private StepObservation step = new StepObservation();
  private final WriteObservation write = new WriteObservation();

  private long steps;
  private int epoch = -1;
  private int epochsEnded;
  private long stepsInPass;
  private double passLoss;
  private long passLosses;
  private long backwardsTotal;
  private int backwardsSinceStep;
  private long anywhereAtLastStep;
  private long stepsAtBackward;
  private boolean skipRest;

  /** Whether one step was seen to write a parameter twice with one operation, on two lines. */
  private boolean writesTwice;

  /** Whether watching began or went on in the middle of training. */
  private boolean beganLate;

  private long plainSteps;
  private String forwardLine = "";
  private String updateOperation = "";
  private int lastWritten = -1;
  private int recordedForwards;
  private int unrecordedForwards;
  private int evaluationForwards;
  private int backwardsSinceForward;
  private int inFlight;
  private boolean wiped;
  private int wipedParameter = -1;
  private boolean clipped;
  private double clipFactor = Double.NaN;
  private int copyParameter = -1;
  private double copyLimit = Double.NaN;
  private boolean scaledGradients;
  private boolean everyTargetScaled = true;
  private boolean oneBackwardLine = true;
  private String cycleBackwardLine = "";
  private int oddReads;
  private int oddForwards;
  private boolean due;
  private boolean locating;
  private boolean cycleBegun;
  private boolean inStep;
  private boolean manualStep;
  private boolean optimizerManaged;
  private long optimizerSteps;
  private double loss = Double.NaN;
  private double firstLoss = Double.NaN;
  private double usualLoss = Double.POSITIVE_INFINITY;
  private boolean lossFinite = true;
  private double learningRate = Double.NaN;
  private double weightDecay = Double.NaN;
  private double clipLimit = Double.NaN;
  private double rescale = 1;
  private boolean learningRateKnown;
  private long batchSamples;
  private long samplesTotal;
  private int lastCycleBackwards;
  private boolean watching;
  private long probeNanos;
  private long measuredSteps;
  private long overheadSince = begunNanos;
  private long overheadProbe;
  private GradprobeException pendingStop;

  TrainingRun(
      Monitor monitor,
      RunInfo info,
      List<? extends ParameterAccess> accesses,
      boolean usageKnown,
      SourceLocator locator) {
    this.monitor = monitor;
    this.info = info;
    options = monitor.options();
    parameters = new ParameterState[accesses.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = new ParameterState(info.parameters().get(i), accesses.get(i));
      parameters[i].usageKnown = usageKnown;
    }
    locations = new Locations(locator);
    findings = new FindingLog(info.id());
    active = RuleSet.forRun(options);
    rules = new RuleBoard(active, this);
    clock = new StepClock(info.id(), monitor.stepTimer(), !info.kind().equals("array"));
    sampler = samplerFor(options);
    meter.everyStep = options.profile() == Options.Profile.DEBUG;
    protocolOnly = options.profile() == Options.Profile.PROTOCOL;
    mayStepItself = info.kind().equals("trainer") ? TRAINER_UNUSED : 1;
    modeSensitiveBlock =
        info.blocks().stream()
            .filter(b -> b.modeSensitive())
            .map(b -> b.path())
            .findFirst()
            .orElse("");
    beganLate = monitor.isLate();
    // Where the agent is attached in mid-run a backward may have been missed: memory decides.
    anywhereAtLastStep = -1;
    forward.run = this;
    backward.run = this;
    clear.run = this;
    clip.run = this;
    step.run = this;
    write.run = this;
  }

  private Sampler samplerFor(Options options) {
    return new Sampler(
        options.profile() == Options.Profile.DEBUG,
        options.profile() == Options.Profile.PROTOCOL,
        options.budget() / 100,
        monitor.allowance());
  }

  /** Goes on with other options. A rule whose settings stay the same keeps what it has seen. */
  synchronized void applyOptions(Options changed) {
    if (changed.profile() != options.profile() || changed.budget() != options.budget()) {
      sampler = samplerFor(changed);
    }
    active = RuleSet.changed(active, options, changed);
    rules = new RuleBoard(active, this);
    meter.everyStep = changed.profile() == Options.Profile.DEBUG;
    options = changed;
    protocolOnly = changed.profile() == Options.Profile.PROTOCOL;
  }

  /** Forgets what a pause in watching has made uncertain. */
  synchronized void resume() {
    inStep = false;
    manualStep = false;
    inFlight = 0;
    watching = false;
    recordedForwards = 0;
    unrecordedForwards = 0;
    evaluationForwards = 0;
    for (ParameterState p : parameters) {
      p.state = GradientState.UNKNOWN;
      p.accumulated = 0;
    }
    endCycle();
    clock.reset(0);
    // Backwards may have been missed: let the memory decide whether there were any.
    anywhereAtLastStep = -1;
    beganLate = true;
  }

  // ---- what rules and probes may know ----

  @Override
  public RunInfo info() {
    return info;
  }

  @Override
  public synchronized long step() {
    return steps;
  }

  @Override
  public int epoch() {
    return epoch;
  }

  @Override
  public long backwards() {
    return backwardsTotal;
  }

  @Override
  public int parameterCount() {
    return parameters.length;
  }

  @Override
  public ParameterView parameter(int index) {
    return parameters[index];
  }

  /** Path of the first block that behaves otherwise in training; empty where there is none. */
  public String modeSensitiveBlock() {
    return modeSensitiveBlock;
  }

  /** Whether the step that is under way is measured, so that probes may look closer too. */
  public boolean isDue() {
    return due;
  }

  /** Whether a training forward that the engine records has run since the last backward. */
  public synchronized boolean expectsBackward() {
    return recordedForwards + evaluationForwards > 0;
  }

  /** Whether a training forward has run outside any recording since the last backward. */
  public synchronized boolean hasUnrecordedForward() {
    return unrecordedForwards > 0;
  }

  /** Whether the run has ended. */
  public boolean isEnded() {
    return ended.get();
  }

  /** Whether an optimizer's own step is under way. */
  public synchronized boolean isInOptimizerStep() {
    return inStep && !manualStep;
  }

  /** Optimizer steps completed, hand-written updates included. */
  public synchronized long steps() {
    return steps;
  }

  /** Whether all tensors of the run's parameters are released. */
  public boolean isReleased() {
    for (ParameterState p : parameters) {
      if (!p.access.released()) {
        return false;
      }
    }
    return true;
  }

  // ---- forward ----

  /** A training forward used the parameter. */
  public void usedInForward(int parameter) {
    parameters[parameter].uses++;
  }

  /** An outermost forward begins. */
  public synchronized void forwardBegin(boolean training) {
    finishManualStep();
    beginCycle();
    inFlight += training ? 1 : 0;
    clock.begin(training ? Phase.FORWARD : Phase.EVALUATION, steps, System.nanoTime());
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
    inFlight -= training ? 1 : 0;
    clock.end(training ? Phase.FORWARD : Phase.EVALUATION, steps, System.nanoTime());
    if (training && recording) {
      recordedForwards++;
      clock.lossBegins(System.nanoTime());
      batchSamples += samples;
      if (locating) {
        forwardLine = locations.locator().here();
      }
    } else if (training) {
      unrecordedForwards++;
      locations.mark(Where.FORWARD);
    } else if (recording) {
      evaluationForwards++;
      if (locating || oddForwards < ODD_READS) {
        oddForwards++;
        locations.mark(Where.FORWARD);
      }
    }
    forward.block = block;
    forward.training = training;
    forward.recording = recording;
    forward.modeSensitiveBlock = modeSensitiveBlock;
    forward.trainable = trainable;
    forward.backwardsSinceForward = backwardsSinceForward;
    forward.evaluationRoutine = evaluationRoutine;
    forward.nonFiniteInput = "";
    forward.input = null;
    rules.forward(forward);
    backwardsSinceForward = 0;
  }

  /**
   * A loss or gradient turned out not to be finite, and so is an input of the latest forward.
   *
   * @param name the input's name
   * @param input its statistics
   */
  public synchronized void nonFiniteInput(String name, TensorStats input) {
    if (!forwardLine.isEmpty()) {
      locations.set(Where.FORWARD, forwardLine);
    }
    forward.nonFiniteInput = name;
    forward.input = input;
    rules.forward(forward);
    forward.nonFiniteInput = "";
    forward.input = null;
  }

  /** An outermost forward threw. */
  public synchronized void forwardFailed(boolean training) {
    inFlight -= training ? 1 : 0;
    clock.end(training ? Phase.FORWARD : Phase.EVALUATION, steps, System.nanoTime());
  }

  /** A backward somewhere in the process has ended. */
  synchronized void backwardSeen() {
    backwardsSinceForward++;
  }

  // ---- backward ----

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
    finishManualStep();
    beginCycle();
    clock.lossEnds(steps, System.nanoTime());
    boolean unusual = lastCycleBackwards > 0 && backwardsSinceStep >= lastCycleBackwards;
    boolean locate = locating || unusual || (read && isJump(value));
    backward.location = locate ? locations.mark(Where.BACKWARD) : "";
    if (locate) {
      if (cycleBackwardLine.isEmpty()) {
        cycleBackwardLine = backward.location;
        oneBackwardLine = backwardsSinceStep == 0 || oneBackwardLine;
      }
      oneBackwardLine &= cycleBackwardLine.equals(backward.location);
    }
    everyTargetScaled &= scaled;
    if (read) {
      loss = value;
      lossFinite = Double.isFinite(value);
      if (steps == 0 && Double.isNaN(firstLoss)) {
        firstLoss = value;
      }
      passLoss += value;
      passLosses++;
      noteJump(value);
    }
    backward.first = backwardsTotal == 0 && !beganLate;
    findStaleGradients();
    backward.targetElements = elements;
    backward.targetShape = shape;
    backward.loss = value;
    backward.lossRead = read;
    backward.backwardsSinceStep = backwardsSinceStep;
    backward.recordedForwards = recordedForwards;
    backward.unrecordedForwards = unrecordedForwards;
    backward.evaluationForwards = evaluationForwards;
    backward.modeSensitiveBlock = modeSensitiveBlock;
    backward.targetScaled = scaled;
    backward.failure = null;
    if (read && !lossFinite) {
      blameWeights();
    }
    rules.backwardBegin(backward);
    inFlight++;
    clock.begin(Phase.BACKWARD, steps, System.nanoTime());
  }

  private boolean isJump(double value) {
    return !(Math.abs(value) <= LOSS_JUMP * usualLoss);
  }

  /** A loss that jumps is worth a look at its gradients in the same step. */
  private void noteJump(double value) {
    double size = Math.abs(value);
    if (!protocolOnly && isJump(value)) {
      due = true;
    }
    if (lossFinite) {
      usualLoss =
          usualLoss == Double.POSITIVE_INFINITY
              ? size
              : LOSS_MEMORY * usualLoss + (1 - LOSS_MEMORY) * Math.min(size, LOSS_JUMP * usualLoss);
    }
  }

  private void findStaleGradients() {
    backward.staleParameter = -1;
    backward.staleCount = 0;
    backward.staleNorm = Double.NaN;
    for (int i = 0; i < parameters.length; i++) {
      ParameterState p = parameters[i];
      boolean doubtful =
          p.state == GradientState.CONSUMED || (backward.first && p.state == GradientState.UNKNOWN);
      if (!doubtful || !p.trainable()) {
        continue;
      }
      double squares = p.access.gradientSquares();
      if (squares == 0 || squares == -1) {
        p.cleared();
      } else {
        if (backward.staleParameter < 0) {
          backward.staleParameter = i;
          backward.staleNorm = Math.sqrt(squares);
        }
        backward.staleCount++;
      }
    }
  }

  /** A loss that is not finite may come from a weight that is not: then the weight is to blame. */
  private void blameWeights() {
    TensorStats stats = new TensorStats();
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].access.readValue(stats) == ReadOutcome.READ && !stats.allFinite()) {
        write.parameter = i;
        write.operation = "";
        write.frozen = false;
        write.optimizerManaged = optimizerManaged;
        write.writes = 1;
        write.trainingBegun = true;
        write.madeNonFinite = true;
        if (locations.last(Where.WRITE).isEmpty()) {
          locations.copy(Where.STEP, Where.WRITE);
        }
        rules.write(write);
        return;
      }
    }
  }

  /**
   * The backward has ended.
   *
   * @param failure what the engine threw; null where it returned
   */
  public synchronized void backwardEnd(Throwable failure) {
    inFlight--;
    clock.end(Phase.BACKWARD, steps, System.nanoTime());
    if (failure == null) {
      backwardsTotal++;
      backwardsSinceStep++;
      stepsAtBackward = monitor.stepsAnywhere();
      wiped = false;
      skipRest = false;
      for (ParameterState p : parameters) {
        if (p.trainable() && p.usedInForward()) {
          p.backwardAdded();
        }
      }
    }
    backward.failure = failure;
    rules.backwardEnd(backward);
    backward.failure = null;
    recordedForwards = 0;
    unrecordedForwards = 0;
    evaluationForwards = 0;
  }

  // ---- clearing and clipping by the user's program ----

  /** A call that clears the gradients of all parameters has ended. */
  public synchronized void gradientsCleared() {
    finishManualStep();
    clear.unusedCleared = 0;
    clear.unusedParameter = -1;
    clear.stickyParameter = -1;
    clear.stickyCount = 0;
    boolean suspicious = !lossFinite;
    boolean unstepped = backwardsSinceStep > 0 && monitor.stepsAnywhere() == stepsAtBackward;
    for (int i = 0; i < parameters.length; i++) {
      ParameterState p = parameters[i];
      suspicious |= p.gradientNonFinite;
      if (unstepped && p.state == GradientState.ACCUMULATED) {
        if (clear.unusedCleared++ == 0) {
          clear.unusedParameter = i;
        }
      }
    }
    clear.afterNonFinite = suspicious;
    boolean unused = clear.unusedCleared > 0;
    if (unused) {
      wiped = true;
      wipedParameter = clear.unusedParameter;
      locations.mark(Where.CLEAR);
    }
    for (int i = 0; i < parameters.length; i++) {
      ParameterState p = parameters[i];
      p.cleared();
      if (suspicious && p.trainable()) {
        double squares = p.access.gradientSquares();
        p.gradientNonFinite = squares - squares != 0;
        if (p.gradientNonFinite && clear.stickyCount++ == 0) {
          clear.stickyParameter = i;
        }
      }
    }
    rules.clear(clear);
    backwardsSinceStep = 0;
    everyTargetScaled = true;
    cycleBackwardLine = "";
  }

  /** One parameter's gradient was set to zero by an in-place operation. */
  public synchronized void gradientZeroed(int parameter) {
    ParameterState p = parameters[parameter];
    if (p.state == GradientState.ACCUMULATED && !inStep) {
      wiped = true;
      wipedParameter = wipedParameter < 0 ? parameter : Math.min(wipedParameter, parameter);
      locations.mark(Where.CLEAR);
      p.cleared();
      if (noneAccumulated()) {
        backwardsSinceStep = 0;
      }
    } else if (p.state == GradientState.ACCUMULATED) {
      p.cleared();
    }
  }

  private boolean noneAccumulated() {
    for (ParameterState p : parameters) {
      if (p.state == GradientState.ACCUMULATED) {
        return false;
      }
    }
    return true;
  }

  /** The engine cleared one parameter's gradient as a part of the optimizer's update. */
  public synchronized void gradientClearedByOptimizer(int parameter) {
    parameters[parameter].cleared();
    parameters[parameter].gradientNonFinite = false;
  }

  /**
   * One parameter's gradient was changed in place by the user's program.
   *
   * @param factor what it was multiplied by; NaN where it was no scaling
   */
  public synchronized void gradientChanged(int parameter, double factor) {
    ParameterState p = parameters[parameter];
    if (p.state == GradientState.CONSUMED) {
      finishManualStep();
    }
    boolean afterStep = p.state == GradientState.CONSUMED || backwardsSinceStep == 0;
    if (afterStep || locating) {
      locations.mark(Where.CLIP);
    }
    clipped |= !(factor >= 1);
    // Divided by the number of backwards, or changed in a way that can't be told: taken as
    // averaged.
    scaledGradients |= !(Math.abs(factor * backwardsSinceStep - 1) > AVERAGED);
    if (factor > 0 && factor < 1) {
      clipFactor = Double.isNaN(clipFactor) ? 1 / factor : Math.max(clipFactor, 1 / factor);
    }
    reportClip(parameter, ClipObservation.Kind.IN_PLACE, Double.NaN, afterStep);
  }

  /** The user's program made a clipped copy of one parameter's gradient. */
  public synchronized void gradientCopyClipped(int parameter, double limit) {
    copyParameter = copyParameter < 0 ? parameter : Math.min(copyParameter, parameter);
    copyLimit = limit;
    if (locating || copyParameter == parameter) {
      locations.mark(Where.CLIP);
    }
    reportClip(parameter, ClipObservation.Kind.COPY, limit, backwardsSinceStep == 0);
  }

  /** The user's program asked for one parameter's gradient. */
  public synchronized void gradientRead(int parameter) {
    boolean odd = backwardsSinceStep == 0 && backwardsTotal > 0 || backwardsTotal == 0;
    if (locating) {
      parameters[parameter].readLine = locations.locator().here();
    }
    if (inStep || !odd || wiped || oddReads >= ODD_READS) {
      return;
    }
    oddReads++;
    if (!locations.locator().methodNamed("clip").isEmpty()) {
      locations.mark(Where.CLIP);
      reportClip(parameter, ClipObservation.Kind.READ, Double.NaN, backwardsTotal > 0);
    }
  }

  private void reportClip(
      int parameter, ClipObservation.Kind kind, double limit, boolean afterStep) {
    clip.parameter = parameter;
    clip.kind = kind;
    clip.limit = limit;
    clip.backwardsSinceStep = backwardsSinceStep;
    clip.afterStep = afterStep;
    rules.clip(clip);
  }

  // ---- step ----

  private void beginCycle() {
    if (!cycleBegun) {
      cycleBegun = true;
      due = sampler.due();
      locating = steps < LOCATED || (due && measuredSteps % LOCATE_EVERY == 0);
      if (watching) {
        compareWithLastStep();
      }
    }
  }

  /** Looks for changes of weights that no observed call explains. */
  private void compareWithLastStep() {
    watching = false;
    for (int i = 0; i < parameters.length; i++) {
      ParameterState p = parameters[i];
      if (p.watchesNextStep && !p.writtenOutside && p.differsFromAfter()) {
        boolean runningStatistic = !p.trainable() && !p.isFrozen();
        if (!runningStatistic) {
          writtenOutside(i, "", false);
        }
      }
      p.watchesNextStep = false;
      p.writtenOutside = false;
    }
  }

  /**
   * An optimizer step begins; nothing has been updated yet.
   *
   * @param evaluation name of the evaluation routine that the step is inside of; empty where none
   * @return whether the update is to be skipped
   */
  public boolean stepBegin(String evaluation) {
    return stepBegin(evaluation, false);
  }

  private synchronized boolean stepBegin(String evaluation, boolean manual) {
    finishManualStep();
    beginCycle();
    inStep = true;
    manualStep = manual;
    optimizerManaged |= !manual;
    long now = System.nanoTime();
    if (locating) {
      locations.mark(Where.STEP);
    }
    StepObservation s = step;
    s.backwardsSinceStep = backwardsSinceStep;
    long anywhere = monitor.backwardsAnywhere();
    s.backwardsAnywhere = anywhere - anywhereAtLastStep;
    anywhereAtLastStep = anywhere;
    s.wiped = wiped;
    s.wipedParameter = wipedParameter;
    s.measured = false;
    s.allGradientsZero = false;
    s.gradientNorm = Double.NaN;
    s.nonFiniteParameter = -1;
    s.nonFiniteCount = 0;
    s.nonFiniteWeightParameter = -1;
    s.nonFiniteWeightCount = 0;
    s.inFlight = inFlight;
    s.evaluationEvidence =
        evaluation.isEmpty() && (locating || stepsInPass < 2) ? evaluationMethod() : evaluation;
    s.evaluationRoutine = !evaluation.isEmpty();
    s.inEvaluation = !s.evaluationEvidence.isEmpty();
    s.learningRate = learningRate;
    s.learningRateKnown = false;
    s.clipLimit = clipLimit;
    s.rescale = rescale;
    s.clipped = clipped;
    s.clippedCopy = copyParameter >= 0 && !manual;
    s.clippedCopyParameter = copyParameter;
    s.copyLimit = copyLimit;
    s.clipFactor = clipFactor;
    s.oneBackwardLine = oneBackwardLine;
    s.averaged = everyTargetScaled || scaledGradients;
    s.failure = null;
    boolean doubtful = backwardsSinceStep == 0 && !protocolOnly;
    if (due || doubtful) {
      meter.beforeUpdate(parameters, s);
    } else if (!protocolOnly) {
      meter.sentinelCheck(parameters, s, options.onError() != Options.OnError.REPORT);
      if (s.nonFiniteParameter >= 0) {
        s.nonFiniteParameter = -1;
        s.nonFiniteCount = 0;
        due = true;
        meter.beforeUpdate(parameters, s);
      }
    }
    long measuredNanos = System.nanoTime() - now;
    probeNanos += measuredNanos;
    if (due) {
      sampler.spent(measuredNanos);
    } else {
      sampler.charge(measuredNanos);
    }
    clock.begin(Phase.OPTIMIZER, steps, System.nanoTime());
    rules.stepBegin(s);
    boolean skip =
        options.onError() == Options.OnError.SKIP_STEP
            && s.nonFiniteParameter >= 0
            && options.isRuleOn("non-finite-gradient");
    if (skip) {
      skipStep();
    }
    return skip;
  }

  /**
   * The user's method that says it evaluates, where other steps of this run were made outside of
   * one: a program whose "evaluate" trains a candidate from start to end is in order.
   */
  private String evaluationMethod() {
    String method = locations.locator().methodNamed("validat", "evaluat");
    if (method.isEmpty()) {
      plainSteps++;
    }
    return plainSteps == 0 ? "" : method;
  }

  private void skipStep() {
    for (ParameterState p : parameters) {
      if (p.trainable()) {
        p.access.clearGradient();
        p.cleared();
        p.gradientNonFinite = false;
      }
    }
    clock.end(Phase.OPTIMIZER, steps, System.nanoTime());
    clock.reset(System.nanoTime());
    endCycle();
    inStep = false;
    manualStep = false;
    monitor.say("run " + info.id() + ": step " + steps + " skipped: its gradients are not finite");
  }

  /** The optimizer updated one parameter with these settings; values may be NaN where unknown. */
  public synchronized void optimizerUpdate(
      int parameter, double rate, double decay, double gradientFactor, double gradientLimit) {
    learningRate = rate;
    learningRateKnown = true;
    weightDecay = decay;
    rescale = gradientFactor;
    clipLimit = gradientLimit;
    parameters[parameter].consumed();
  }

  /** An optimizer that is not the engine's own updated one parameter. */
  public synchronized void parameterUpdated(int parameter) {
    if (!parameters[parameter].updated) {
      parameters[parameter].consumed();
    }
  }

  /** The learning rate of a hand-written update, inferred from what was subtracted. */
  public synchronized void learningRateInferred(double rate) {
    learningRate = rate;
  }

  /**
   * The optimizer step has ended.
   *
   * @param failure what it threw; null where it returned
   */
  public synchronized void stepEnd(Throwable failure) {
    if (!inStep) {
      return;
    }
    finishStep(failure, System.nanoTime());
  }

  private void finishManualStep() {
    if (inStep && manualStep) {
      finishStep(null, System.nanoTime());
    }
  }

  private void finishStep(Throwable failure, long now) {
    clock.end(Phase.OPTIMIZER, steps, now);
    boolean timed = false;
    if (!manualStep) {
      optimizerSteps++;
    }
    StepObservation s = step;
    s.learningRate = learningRate;
    s.learningRateKnown = learningRateKnown;
    s.clipLimit = clipLimit;
    s.rescale = rescale;
    s.failure = failure;
    List<ParameterMeasurement> measurements = null;
    if (s.measured) {
      long begin = System.nanoTime();
      measurements = meter.afterUpdate(parameters, s, steps);
      watching = meter.updatesDue;
      measuredSteps++;
      long spent = System.nanoTime() - begin;
      probeNanos += spent;
      sampler.charge(spent);
    }
    rules.stepEnd(s);
    if (failure == null) {
      boolean sampled = s.measured;
      boolean wanted = sampled || monitor.wantsEveryStep() || clock.recording();
      long start = clock.start(now);
      if (wanted) {
        StepRecord record =
            new StepRecord(
                info.id(),
                steps,
                epoch,
                loss,
                s.gradientNorm,
                learningRate,
                batchSamples,
                backwardsSinceStep,
                sampled,
                start,
                now,
                clock.startMillis(),
                clock.spent(Phase.DATA),
                clock.spent(Phase.FORWARD),
                clock.spent(Phase.BACKWARD),
                clock.spent(Phase.OPTIMIZER));
        clock.stepEnded(record, now);
        timed = true;
        if (sampled) {
          monitor.measured(
              this,
              meter.measured(
                  record,
                  measurements,
                  weightDecay,
                  locations.last(Where.BACKWARD),
                  locations.last(Where.STEP)));
        } else if (monitor.wantsEveryStep()) {
          monitor.offer(record);
        }
      }
      sampler.stepEnded(now - start);
      steps++;
      monitor.stepSeen();
      stepsInPass++;
      samplesTotal += batchSamples;
      lastCycleBackwards = backwardsSinceStep;
    }
    inStep = false;
    manualStep = false;
    if (!timed) {
      clock.reset(now);
    }
    endCycle();
    if (now - overheadSince > 1_000_000_000L) {
      tellOverhead(now);
    }
  }

  private void endCycle() {
    for (ParameterState p : parameters) {
      if (p.updated) {
        p.lastUpdate = steps;
      }
      p.uses = 0;
      p.updated = false;
    }
    cycleBegun = false;
    backwardsSinceStep = 0;
    wiped = false;
    wipedParameter = -1;
    clipped = false;
    clipFactor = Double.NaN;
    copyParameter = -1;
    scaledGradients = false;
    everyTargetScaled = true;
    cycleBackwardLine = "";
    batchSamples = 0;
    learningRateKnown = false;
  }

  private void tellOverhead(long now) {
    monitor.offer(
        new OverheadRecord(
            info.id(),
            now - overheadSince,
            probeNanos - overheadProbe,
            sampler.interval(),
            monitor.dropped()));
    overheadSince = now;
    overheadProbe = probeNanos;
  }

  // ---- writes to weights ----

  /**
   * The user's program is about to write a parameter in place.
   *
   * @param operation such as {@code subi}
   * @return whether the write is to be skipped
   */
  public synchronized boolean weightWriteBegin(int parameter, String operation) {
    ParameterState p = parameters[parameter];
    if (inStep && !manualStep) {
      return false;
    }
    boolean hasBackward = backwardsTotal > 0;
    if (!hasBackward && !optimizerManaged) {
      return false;
    }
    if (!optimizerManaged && p.trainable() && backwardsTotal < mayStepItself) {
      return false;
    }
    if (optimizerSteps > 0 || optimizerManaged || !p.trainable()) {
      writtenOutside(parameter, operation, true);
      return false;
    }
    if (skipRest) {
      return true;
    }
    String line = locating ? locations.mark(Where.WRITE) : "";
    if (inStep && p.updated && operation.equals(p.lastOperation) && isRepeat(p, line)) {
      finishManualStep();
    }
    if (!inStep) {
      boolean projection =
          backwardsSinceStep == 0 && !wiped && steps > 0 && !operation.equals(updateOperation);
      if (projection) {
        return false;
      }
      updateOperation = operation;
      if (stepBegin("", true)) {
        skipRest = true;
        return true;
      }
    }
    p.lastOperation = operation;
    lastWritten = parameter;
    p.lastWriteLine = line;
    return false;
  }

  /**
   * Whether the same operation on a parameter that this step has written already begins another
   * step (there was no backward between) rather than continues this one (momentum, say).
   */
  private boolean isRepeat(ParameterState p, String line) {
    if (line.isEmpty()) {
      return !writesTwice && lastWritten != p.info.index();
    }
    boolean repeat = line.equals(p.lastWriteLine);
    writesTwice |= !repeat;
    return repeat;
  }

  /** The write has been made. */
  public synchronized void weightWriteEnd(int parameter) {
    if (inStep && manualStep) {
      parameters[parameter].consumed();
    }
  }

  private void writtenOutside(int parameter, String operation, boolean observed) {
    ParameterState p = parameters[parameter];
    p.writtenOutside = true;
    p.outsideWrites++;
    if (observed) {
      locations.mark(Where.WRITE);
    } else {
      locations.forget(Where.WRITE);
    }
    write.parameter = parameter;
    write.operation = operation;
    write.frozen = p.isFrozen();
    write.optimizerManaged = optimizerManaged;
    write.writes = p.outsideWrites;
    write.trainingBegun = steps > 0 || backwardsTotal > 0;
    write.madeNonFinite = false;
    rules.write(write);
  }

  // ---- epochs and the end ----

  /** A new pass over a dataset begins. */
  public synchronized void passBegin() {
    finishManualStep();
    if (epoch < 0) {
      epoch = 0;
    }
    if (stepsInPass > 0) {
      epochEnded(Map.of());
    }
  }

  /** An epoch has ended. */
  public synchronized void epochEnded(Map<String, Double> metrics) {
    finishManualStep();
    if (stepsInPass == 0 || (epoch < 0 && metrics.isEmpty())) {
      return;
    }
    int number = Math.max(epoch, 0);
    double mean = passLosses == 0 ? Double.NaN : passLoss / passLosses;
    monitor.offer(
        new EpochRecord(
            info.id(),
            number,
            steps,
            metrics.getOrDefault("train_loss", mean),
            metrics.getOrDefault("validate_loss", Double.NaN),
            metrics));
    epochsEnded++;
    epoch = number + 1;
    stepsInPass = 0;
    passLoss = 0;
    passLosses = 0;
  }

  /** The run ends. Later calls do nothing. */
  public void end() {
    if (!ended.compareAndSet(false, true)) {
      return;
    }
    synchronized (this) {
      finishManualStep();
      epochEnded(Map.of());
      RunEndObservation o = new RunEndObservation();
      o.run = this;
      o.backwardsSinceStep = backwardsSinceStep;
      o.usualBackwards = lastCycleBackwards;
      for (ParameterState p : parameters) {
        o.everUpdated |= p.everUpdated;
      }
      o.everUpdated |= steps > 0;
      boolean usedByAnother = monitor.stepsAnywhere() != stepsAtBackward && steps > 0;
      if (usedByAnother) {
        o.backwardsSinceStep = 0;
      }
      if (o.everUpdated || !info.kind().equals("array")) {
        rules.runEnd(o);
      }
      tellOverhead(System.nanoTime());
    }
    monitor.ended(this, summary());
  }

  private synchronized RunSummary summary() {
    return new RunSummary(
        info.id(),
        steps,
        epochsEnded,
        backwardsTotal,
        samplesTotal,
        firstLoss,
        loss,
        System.nanoTime() - begunNanos,
        probeNanos,
        measuredSteps,
        monitor.dropped());
  }

  List<Finding> untoldFindings() {
    return findings.untold();
  }

  // ---- verdicts ----

  @Override
  public void found(String rule, Verdict verdict) {
    String location = locations.resolve(verdict.where());
    Finding finding = findings.add(rule, verdict, steps, epoch, location);
    if (finding == null) {
      return;
    }
    clock.finding(finding);
    monitor.offer(finding);
    monitor.wakeObserver();
    if (options.onError() == Options.OnError.STOP
        && finding.severity() == Severity.ERROR
        && pendingStop == null) {
      pendingStop =
          new GradprobeException(
              rule + " on " + finding.subject() + " at step " + steps + ": " + finding.message());
    }
  }

  @Override
  public void broken(String rule, Throwable failure) {
    monitor.say("rule " + rule + " failed and is switched off: " + failure);
  }

  /** Throws what {@code on-error=stop} asks for, once. Called by probes that may throw. */
  public void throwIfStopped() {
    GradprobeException stop = pendingStop;
    if (stop != null) {
      pendingStop = null;
      throw stop;
    }
  }

  /** Rules of statistics look at a measured step. On the observer thread. */
  void judge(MeasuredStep measured) {
    rules.measured(
        measured,
        new RuleBoard.Bench() {
          @Override
          public void found(String rule, Verdict verdict) {
            foundLater(rule, verdict, measured);
          }

          @Override
          public void broken(String rule, Throwable failure) {
            TrainingRun.this.broken(rule, failure);
          }
        });
  }

  /** The measured step that the observer thread is looking at bears its own lines. */
  private void foundLater(String rule, Verdict verdict, MeasuredStep measured) {
    String location =
        switch (verdict.where()) {
          case STEP -> stepLineFor(verdict.subject(), measured);
          case NOWHERE -> "";
          default -> measured.backwardLocation();
        };
    Finding finding =
        findings.add(rule, verdict, measured.record().step(), measured.record().epoch(), location);
    if (finding != null) {
      monitor.offer(finding);
    }
  }

  /** A hand-written step is many lines: the one that read the parameter's gradient is its own. */
  private String stepLineFor(String subject, MeasuredStep measured) {
    for (ParameterState p : parameters) {
      if (!optimizerManaged && p.name().equals(subject) && !p.readLine.isEmpty()) {
        return p.readLine;
      }
    }
    return measured.stepLocation();
  }

  /** Description of one parameter. */
  public ParameterInfo parameterInfo(int index) {
    return parameters[index].info;
  }
}
