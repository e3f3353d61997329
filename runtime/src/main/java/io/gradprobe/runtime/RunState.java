package io.gradprobe.runtime;

import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Where;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.observe.ParameterView;
import io.gradprobe.runtime.observe.RunView;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.observe.UnoptimizedObservation;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.rule.ActiveRule;
import io.gradprobe.runtime.rule.RuleSet;
import io.gradprobe.runtime.run.GradientState;
import io.gradprobe.runtime.run.Origin;
import io.gradprobe.runtime.run.RunInfo;
import io.gradprobe.runtime.run.SourceLocator;
import io.gradprobe.runtime.tensor.ParameterAccess;
import java.util.List;

/**
 * All that a run knows of itself: what it is made of, where in the cycle of zero-grad, forward,
 * backward, clip and step it stands, and what it has seen. The classes of signals share it; every
 * access but to final fields is guarded by the run.
 */
final class RunState implements RunView {
  /** The user's lines are looked up at this many first steps. */
  static final int LOCATED = 12;

  /** Every forward of so many first steps is read where every step is measured. */
  private static final long FORWARDS_FIRST = 256;

  private static final long HISTOGRAM_PERIOD_NANOS = 30_000_000_000L;

  /** A loss below this share of the highest usual one is that of a solved problem. */
  private static final double SOLVED = 0.01;

  /**
   * A trainer that has made no step after so many backwards is not going to: writes to its weights
   * are hand-written steps. Before that they may be perturbations, projections, normalisation.
   */
  private static final int TRAINER_UNUSED = 4;

  final TrainingRun owner;
  final Monitor monitor;
  Options options;
  boolean protocolOnly;
  final RunInfo info;
  final ParameterState[] parameters;
  final Locations locations;
  private final OriginFinder origins;
  final FindingLog findings;
  volatile RuleBoard rules;
  private List<ActiveRule> active;

  /**
   * Whether watching began or went on inside a cycle, whose first part nobody saw: until that cycle
   * is over no rule is asked.
   */
  private boolean settling;

  private final RuleBoard.Bench bench;
  final StepClock clock;
  final StepMeter meter = new StepMeter();
  Sampler sampler;
  final String modeSensitiveBlock;
  final int mayStepItself;
  final long begunNanos = System.nanoTime();

  final ForwardObservation forward = new ForwardObservation();
  final BackwardObservation backward = new BackwardObservation();
  final ClearObservation clear = new ClearObservation();
  final ClipObservation clip = new ClipObservation();
  StepObservation step = new StepObservation();
  final WriteObservation write = new WriteObservation();
  final UnoptimizedObservation unoptimized = new UnoptimizedObservation();

  long steps;
  int epoch = -1;
  int epochsEnded;
  long stepsInPass;

  /** Whether a pass has begun in which nothing was trained yet: it may be one for validation. */
  boolean passOpen;

  double passLoss;
  long passLosses;
  long backwardsTotal;
  int backwardsSinceStep;
  long anywhereAtLastStep;
  long stepsAtBackward;
  boolean skipRest;

  /** Whether one step was seen to write a parameter twice with one operation, on two lines. */
  boolean writesTwice;

  /** Whether watching began or went on in the middle of training. */
  boolean beganLate;

  long plainSteps;
  String forwardLine = "";
  String updateOperation = "";
  int lastWritten = -1;
  int recordedForwards;
  int unrecordedForwards;
  int evaluationForwards;
  int backwardsSinceForward;
  int inFlight;
  boolean wiped;
  int wipedParameter = -1;
  boolean clipped;
  double clipFactor = Double.NaN;
  int copyParameter = -1;
  double copyLimit = Double.NaN;
  boolean scaledGradients;
  boolean everyTargetScaled = true;
  boolean oneBackwardLine = true;
  String cycleBackwardLine = "";
  int locatedBackwards;
  boolean cycleOnOneLine = true;
  int oddReads;
  int oddForwards;
  boolean due;
  boolean locating;
  boolean cycleBegun;
  boolean inStep;
  boolean manualStep;
  boolean optimizerManaged;
  long optimizerSteps;
  double loss = Double.NaN;
  double firstLoss = Double.NaN;
  double usualLoss = Double.POSITIVE_INFINITY;
  double highestUsualLoss;
  boolean lossFinite = true;
  double learningRate = Double.NaN;
  double weightDecay = Double.NaN;
  double clipLimit = Double.NaN;
  double rescale = 1;
  boolean learningRateKnown;
  long batchSamples;
  long samplesTotal;
  int lastCycleBackwards;

  /** Which backward since the last step made a gradient not finite; 0 where none was seen to. */
  int badBackward;

  /** Where that began; null where unknown. */
  Origin badBackwardOrigin;

  boolean watching;
  long probeNanos;
  long measuredSteps;
  long overheadSince = begunNanos;
  long overheadProbe;
  GradprobeException pendingStop;

  /** Null where gradients are not checked. */
  volatile GradientChecks gradientChecks;

  final MeasuredForward measuredForward = new MeasuredForward();
  final LossBuffer losses = new LossBuffer();
  final Histograms histograms;

  /** The user's line that began the run. */
  String beginLine = "";

  RunState(
      TrainingRun owner,
      Monitor monitor,
      RunInfo info,
      List<? extends ParameterAccess> accesses,
      boolean usageKnown,
      SourceLocator locator,
      OriginFinder origins,
      RuleBoard.Bench bench) {
    this.owner = owner;
    this.monitor = monitor;
    this.info = info;
    this.bench = bench;
    options = monitor.options();
    parameters = new ParameterState[accesses.size()];
    for (int i = 0; i < parameters.length; i++) {
      parameters[i] = new ParameterState(info.parameters().get(i), accesses.get(i));
      parameters[i].usageKnown = usageKnown;
    }
    locations = new Locations(locator);
    this.origins = origins;
    findings = new FindingLog(info.id());
    active = RuleSet.forRun(options);
    beganLate = monitor.isLate();
    settling = beganLate;
    seatRules();
    clock = new StepClock(info.id(), monitor.stepTimer(), !info.kind().equals("array"));
    sampler = samplerFor(options);
    gradientChecks = GradientChecks.of(options, info.id(), monitor::say);
    histograms = new Histograms(monitor, info.id(), HISTOGRAM_PERIOD_NANOS);
    meter.everyStep = options.profile() == Options.Profile.DEBUG;
    protocolOnly = options.profile() == Options.Profile.PROTOCOL;
    mayStepItself = info.kind().equals("trainer") ? TRAINER_UNUSED : 1;
    modeSensitiveBlock =
        info.blocks().stream()
            .filter(b -> b.modeSensitive())
            .map(b -> b.path())
            .findFirst()
            .orElse("");
    // Where the agent is attached in mid-run a backward may have been missed: memory decides.
    anywhereAtLastStep = -1;
    beginLine = locator.here();
    locations.set(Where.BEGIN, beginLine);
    forward.run = this;
    backward.run = this;
    clear.run = this;
    clip.run = this;
    step.run = this;
    write.run = this;
    unoptimized.run = this;
  }

  private Sampler samplerFor(Options wanted) {
    return new Sampler(
        wanted.profile() == Options.Profile.DEBUG,
        wanted.profile() == Options.Profile.PROTOCOL,
        wanted.budget() / 100,
        monitor.allowance(),
        Sampler.STANDING_NANOS,
        Sampler.SELDOM);
  }

  /**
   * Whether a loss is next to nothing beside what it once was: on such a problem both loss and
   * gradient are now and then many times what they usually are, to no harm.
   */
  boolean isSolved(double value) {
    return Math.abs(value) <= SOLVED * highestUsualLoss;
  }

  /** Goes on with other options. A rule whose settings stay the same keeps what it has seen. */
  void applyOptions(Options changed) {
    if (changed.profile() != options.profile() || changed.budget() != options.budget()) {
      sampler = samplerFor(changed);
    }
    if (!changed.equals(options)) {
      active = RuleSet.changed(active, options, changed);
      gradientChecks = GradientChecks.changed(gradientChecks, changed, info.id(), monitor::say);
      seatRules();
    }
    meter.everyStep = changed.profile() == Options.Profile.DEBUG;
    options = changed;
    protocolOnly = changed.profile() == Options.Profile.PROTOCOL;
  }

  /**
   * Whether the forward of a measured step is read too. Where every step is measured, activations
   * would cost more than all else: after the first ones a sixteenth is read, drawn by the step's
   * number so that it falls in with no rhythm of the program's.
   */
  boolean readsForward() {
    return !meter.everyStep || steps < FORWARDS_FIRST || steps * 0x9E3779B97F4A7C15L >>> 60 == 0;
  }

  private void seatRules() {
    rules = new RuleBoard(settling ? List.of() : active, bench);
  }

  /** The cycle that watching began in the middle of is over. */
  void settle() {
    if (settling) {
      settling = false;
      seatRules();
    }
  }

  /** Steps went by that nobody watched; they are over. */
  void stepsUnwatched(long count, boolean[] used) {
    for (int i = 0; i < parameters.length; i++) {
      if (used[i]) {
        parameters[i].consumed();
      }
    }
    steps += count;
    stepsInPass += count;
    inStep = false;
    manualStep = false;
    watching = false;
    optimizerManaged = true;
    // The first backward that is seen is not the program's first.
    beganLate = true;
    endCycle();
    clock.reset(System.nanoTime());
  }

  /** Forgets what a pause in watching has made uncertain. */
  void resume() {
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
    settling = true;
    seatRules();
  }

  /** The step is over; the next forward or backward begins a new cycle. */
  /** The gradients that the backwards so far have brought are gone. */
  void forgetEarlierBackward() {
    badBackward = 0;
    badBackwardOrigin = null;
  }

  void endCycle() {
    for (ParameterState p : parameters) {
      if (p.updated) {
        p.lastUpdate = steps;
      }
      p.uses = 0;
      p.updated = false;
    }
    cycleBegun = false;
    backwardsSinceStep = 0;
    forgetEarlierBackward();
    wiped = false;
    wipedParameter = -1;
    clipped = false;
    clipFactor = Double.NaN;
    copyParameter = -1;
    scaledGradients = false;
    everyTargetScaled = true;
    cycleBackwardLine = "";
    locatedBackwards = 0;
    batchSamples = 0;
    learningRateKnown = false;
    measuredForward.forget();
    losses.clearParts();
  }

  @Override
  public OriginFinder origins() {
    return origins;
  }

  @Override
  public RunInfo info() {
    return info;
  }

  @Override
  public long step() {
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
}
