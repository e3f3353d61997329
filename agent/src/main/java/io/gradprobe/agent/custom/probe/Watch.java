package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.custom.heap.BoundSlot;
import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.WeakParameter;
import io.gradprobe.agent.custom.replay.Checking;
import io.gradprobe.runtime.Monitor;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.run.LossInfo;
import io.gradprobe.runtime.run.RunInfo;
import java.lang.ref.WeakReference;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/**
 * A training run of a program's own autograd: turns calls into signals. What calls leave in doubt
 * memory decides, and where there is a doubt still, nothing is told. Guarded by its session.
 */
final class Watch {
  /**
   * Of one step's backwards no more than so many are told one by one, with their lines, and only
   * where lines are looked up; programs that call it for each sample could not bear more. What is
   * left of gradients shows at the first.
   */
  private static final int MOST_TOLD = 32;

  /** Of each so many cycles after the first ones all gradients are looked at for what is left. */
  private static final int ALL_AT_FIRST = 64;

  private static final int ALL_MASK = 15;

  private static final int LOSSES_TO_BE_CERTAIN = 16;

  private static final Call NO_CALL = new Call(null, null, null, null, null);

  private static final double DEBUG_SHARE = 0.15;

  private final Slots slots;
  private final Parameters parameters;
  private final TrainingRun run;
  private final Lines lines;
  private final Pace pace;
  private final boolean hasBackward;
  private final Clips clips;
  private final Passes passes;

  /** Backwards of this step that were not told one by one. */
  private int untold;

  /** Null where gradients are not checked. */
  private final Checking checking;

  /** Whether gradients come from threads other than the one that steps. */
  private boolean threads;

  private boolean onTrial = true;

  /** Parameters that some step was seen to change. */
  private final boolean[] moved;

  private final long[] fingerprints;
  private final boolean[] updated;
  private final boolean[] everUpdated;
  private boolean everyStepIsWhole = true;
  private boolean clearsInside;
  private boolean watching = true;
  private boolean cycleBegun;
  private boolean inBackward;
  private boolean inStep;

  /** Whether the step that began last is left out; its parts that are still to come are too. */
  private boolean skipping;

  private Site firstStep;
  private WeakReference<Object> firstReceiver;
  private Site clearSite;

  /** Where gradients were limited that were small or zero anyway, before any backward. */
  private Site limitedEarly;

  private int backwards;
  private long cycles;
  private long unwatched;
  private int turn;
  private long spent;
  private double lossSum;
  private long losses;
  private Double lastLoss;
  private boolean negative;
  private boolean lossIsCertain;
  private int lossesTold;
  private int usualBackwards = 1;

  private Watch(
      Slots slots,
      Parameters parameters,
      TrainingRun run,
      Lines lines,
      boolean hasBackward,
      Pace pace,
      Checking checking) {
    this.checking = checking;
    this.slots = slots;
    this.parameters = parameters;
    this.run = run;
    this.lines = lines;
    this.hasBackward = hasBackward;
    this.pace = pace;
    clips = new Clips(parameters);
    passes = new Passes(parameters::areWithin);
    updated = new boolean[parameters.count()];
    moved = new boolean[parameters.count()];
    Arrays.fill(moved, true);
    fingerprints = new long[parameters.count()];
    everUpdated = new boolean[parameters.count()];
  }

  /**
   * Begins a run on trial: until it is confirmed, nothing is told of gradients that are left.
   *
   * @param lesson what its parameters seem to be
   * @return null where there are none
   */
  static Watch begin(WatchedProgram program, Slots slots, Learning.Lesson lesson, Lines lines) {
    if (lesson.parameters().isEmpty()) {
      return null;
    }
    Monitor monitor = AgentCore.monitor();
    Parameters parameters = new Parameters(slots.inObjects(), lesson.parameters());
    RunInfo info =
        new RunInfo(
            UUID.randomUUID().toString().substring(0, 8),
            "custom",
            "",
            "Java heap",
            "array",
            program.binding().name(),
            "cpu",
            List.of(),
            parameters.infos(),
            System.currentTimeMillis());
    TrainingRun run =
        monitor.begin(
            info,
            lesson.parameters().stream().map(c -> new WeakParameter(c.access())).toList(),
            false,
            lines,
            OriginFinder.NONE);
    boolean debug = monitor.options().profile() == Options.Profile.DEBUG;
    double share = debug ? DEBUG_SHARE : monitor.options().budget() / 100;
    if (monitor.options().onError() != Options.OnError.REPORT) {
      // Who wants bad steps stopped wants every step looked at.
      share = Double.MAX_VALUE;
    }
    Checking checking =
        run.checksGradients()
            ? new Checking(run, parameters.all(), slots.inObjects(), program.loader())
            : null;
    return new Watch(
        slots, parameters, run, lines, program.hasBackward(), new Pace(share), checking);
  }

  /**
   * Some steps have shown what is trained.
   *
   * @return whether it is what is watched
   */
  boolean confirm(Learning.Lesson lesson) {
    if (!parameters.areThoseOf(lesson.parameters())) {
      return false;
    }
    onTrial = false;
    threads = lesson.threads();
    clearsInside |= lesson.clearsInside();
    boolean[] used = new boolean[parameters.count()];
    for (int i = 0; i < used.length; i++) {
      used[i] = lesson.hasChanged(parameters.get(i));
      moved[i] = used[i] || lesson.changed().isEmpty();
    }
    everyStepIsWhole = areAlike(lesson.steps());
    if (lesson.changed().isEmpty()) {
      lesson.steps().forEach(step -> or(used, parameters.of(step.call())));
    }
    or(everUpdated, used);
    inStep = false;
    inBackward = false;
    cycleBegun = false;
    run.stepsUnwatched(Math.max(0, lesson.rounds() - run.steps()), used);
    return true;
  }

  /** Whether each round of steps was about the same parameters as the others. */
  private boolean areAlike(List<Learning.Step> steps) {
    Map<Integer, boolean[]> rounds = new HashMap<>();
    for (Learning.Step step : steps) {
      or(
          rounds.computeIfAbsent(step.round(), r -> new boolean[moved.length]),
          concerned(step.call()));
    }
    boolean[] first = null;
    for (boolean[] round : rounds.values()) {
      if (first != null && !Arrays.equals(first, round)) {
        return false;
      }
      first = round;
    }
    return true;
  }

  private static void or(boolean[] into, boolean[] other) {
    for (int i = 0; i < into.length; i++) {
      into[i] |= other[i];
    }
  }

  /** Whether another model is trained from now on. */
  boolean isOver() {
    return run.isEnded() || parameters.areReplaced();
  }

  /** Whether the loop that begins trains another model, or the same from its start. */
  boolean isAnother() {
    return isOver() || parameters.areReplacedInVariables();
  }

  void end() {
    if (checking != null) {
      checking.close();
    }
    run.end();
  }

  /** Backward was seen to clear gradients itself. */
  void clearsInside() {
    clearsInside = true;
  }

  /** The loss of a forward. */
  void loss(double value) {
    lossSum += value;
    losses++;
    if (checking != null) {
      checking.loss(value);
    }
  }

  /** The loss of the step that is about to be made: told with the next backward. */
  void lossOfStep(double value) {
    lastLoss = value;
    if (checking != null) {
      checking.loss(value);
    }
  }

  // ---- backward ----

  void backwardBegin(Call call) {
    if (inStep && !threads) {
      finishStep();
    }
    if (!cycleBegun && !inStep) {
      beginCycle();
    }
    backwards++;
    skipping = false;
    if (checking != null && !onTrial && !threads) {
      checking.backwardBegins(
          call.site().className(),
          call.site().method(),
          call.site().descriptor(),
          call.receiver(),
          call.a());
    }
    if (!watching || threads) {
      return;
    }
    boolean another = passes.isAnother(call);
    if (backwards > 1 || inBackward) {
      if (another && !inBackward) {
        anotherBackward(call);
      }
      return;
    }
    long begin = System.nanoTime();
    tellPendingClear();
    tellLimitedEarly();
    lines.stand(call.site());
    if (backwards == 1) {
      clearWhatCanNotBeLeft();
    }
    inBackward = true;
    Double loss = lossOf(call);
    noteLoss(loss);
    run.backwardBegin(1, "", loss == null ? Double.NaN : loss, loss != null, true);
    spent += System.nanoTime() - begin;
    run.throwIfStopped();
  }

  /**
   * Backwards were made before it was known what is trained: told where their gradients are still
   * there.
   *
   * @param from their lines
   */
  void earlier(List<String> from) {
    boolean left =
        parameters.all().stream().anyMatch(p -> p.adds() && p.access().gradientSquares() > 0);
    if (!left || !hasBackward) {
      return;
    }
    for (String line : from) {
      for (int i = 0; i < parameters.count(); i++) {
        run.gradientFoundCleared(i);
      }
      lines.fix(line);
      run.backwardBegin(1, "", Double.NaN, false, true);
      run.backwardEnd(null);
      lines.fix("");
    }
  }

  /** The gradients of several backwards are summed up. */
  private void anotherBackward(Call call) {
    if (!run.isLocating() || passes.count() > MOST_TOLD) {
      untold++;
      return;
    }
    long begin = System.nanoTime();
    lines.stand(call.site());
    inBackward = true;
    run.backwardBegin(1, "", Double.NaN, false, true);
    spent += System.nanoTime() - begin;
  }

  void backwardEnd(Throwable failure) {
    if (inBackward) {
      long begin = System.nanoTime();
      inBackward = false;
      run.backwardEnd(failure);
      if (failure == null) {
        AgentCore.monitor().backwardSeen();
      }
      spent += System.nanoTime() - begin;
    }
    if (failure == null && checking != null) {
      checking.backwardEnds();
      run.throwIfStopped();
    }
  }

  private void beginCycle() {
    cycleBegun = true;
    cycles++;
    if (watching) {
      parameters.seeVariables();
    }
    pace.spent(spent);
    spent = 0;
    boolean watched = watching;
    watching = pace.begin(System.nanoTime());
    if (watching && !watched) {
      run.stepsUnwatched(unwatched, everUpdated);
      unwatched = 0;
    }
    usualBackwards = Math.max(1, backwards);
    passes.begin();
    untold = 0;
    backwards = 0;
    if (losses > 0) {
      lastLoss = lossSum / losses;
    }
    // The loss of a forward before the first backward belongs to the cycle that begins.
    if (usualBackwards > 1) {
      lossSum = 0;
      losses = 0;
    }
  }

  /**
   * Gradients that backward overwrites or clears itself can't be stale; neither can be told where
   * several optimizers take turns. Of those that can, all are looked at at first, and then now and
   * then, and where the one whose turn it is has something left.
   */
  private void clearWhatCanNotBeLeft() {
    boolean certain = !onTrial && everyStepIsWhole && !clearsInside && hasBackward;
    boolean all = cycles <= ALL_AT_FIRST || (cycles & ALL_MASK) == 0 || run.isDue();
    turn = turn + 1 < parameters.count() ? turn + 1 : 0;
    if (certain && !all && parameters.get(turn).adds()) {
      all = parameters.get(turn).access().gradientSquares() > 0;
    }
    for (int i = 0; i < parameters.count(); i++) {
      boolean looked = certain && all && parameters.get(i).adds();
      if (!looked) {
        run.gradientFoundCleared(i);
      }
    }
  }

  /** The loss that backward begins from; null where it is not known. */
  private Double lossOf(Call call) {
    Object target = call.receiver() == null ? call.a() : call.receiver();
    if (target != null && !parameters.isOwner(target)) {
      for (BoundSlot slot : slots.inObjects()) {
        Double only = slot.onlyNumber(target);
        if (only != null) {
          return only;
        }
      }
    }
    if (usualBackwards > 1) {
      return lastLoss;
    }
    Double loss = losses > 0 ? (Double) (lossSum / losses) : lastLoss;
    lossSum = 0;
    losses = 0;
    return loss;
  }

  /**
   * A loss that is never negative is to fall. What may be negative may be a likelihood or a reward,
   * which programs climb on purpose.
   */
  private void noteLoss(Double loss) {
    if (loss == null) {
      return;
    }
    negative |= loss < 0;
    lossesTold++;
    if (negative ? lossIsCertain : lossesTold == LOSSES_TO_BE_CERTAIN) {
      lossIsCertain = !negative;
      run.lossEvaluated(
          new LossInfo("loss", LossInfo.Kind.OTHER, -1, -1, false, lossIsCertain), null, null, 0);
    }
  }

  // ---- clearing ----

  /** A call that clears gradients is over. */
  void cleared() {
    if (inStep) {
      finishStep();
    }
    if (watching && !threads && !inBackward && areCleared()) {
      long begin = System.nanoTime();
      run.gradientsCleared();
      spent += System.nanoTime() - begin;
    }
  }

  /** Gradients are being cleared in the midst of a method; whether they are shows later. */
  void clearsHere(Site site) {
    if (inStep) {
      finishStep();
    }
    clearSite = site;
  }

  private void tellPendingClear() {
    if (clearSite != null) {
      Site site = clearSite;
      clearSite = null;
      endInlineBackward();
      if (!threads && areCleared()) {
        lines.stand(site);
        run.gradientsCleared();
      }
    }
  }

  /** Whether no gradient has anything left but what zeroing by arithmetic can't clear. */
  private boolean areCleared() {
    for (Candidate parameter : parameters.all()) {
      double squares = parameter.access().gradientSquares();
      if (squares > 0 && squares - squares == 0) {
        return false;
      }
    }
    return true;
  }

  // ---- clipping ----

  /**
   * Gradients may be limited from here on. Programs that go layer by layer limit one while the step
   * of others is under way: that is in order.
   */
  void clipBegin(Call call) {
    if (!watching || threads || onTrial || !hasBackward) {
      return;
    }
    boolean[] mask = parameters.of(call).clone();
    if (inStep && !isAmong(mask, updated)) {
      return;
    }
    long begin = System.nanoTime();
    if (inStep) {
      finishStep();
    }
    tellPendingClear();
    endInlineBackward();
    clips.begin(call.site(), mask);
    spent += System.nanoTime() - begin;
  }

  private static boolean isAmong(boolean[] some, boolean[] all) {
    for (int i = 0; i < some.length; i++) {
      if (some[i] && !all[i]) {
        return false;
      }
    }
    return true;
  }

  /** They are not any more: what has come of it is told. */
  void clipEnd() {
    Site site = clips.site();
    if (site == null) {
      return;
    }
    long begin = System.nanoTime();
    lines.stand(site);
    if (!clips.end()) {
      limited(site);
    }
    for (int i = 0; i < parameters.count(); i++) {
      if (!Double.isNaN(clips.factor(i))) {
        run.gradientChanged(i, clips.factor(i));
      }
    }
    spent += System.nanoTime() - begin;
  }

  /**
   * Where nothing was there to be limited, a backward must follow before it counts as out of order:
   * it may be the backward that is missing.
   */
  private void limited(Site site) {
    if (cycleBegun && backwards > 0) {
      run.gradientLimited(firstClipped());
    } else {
      limitedEarly = site;
    }
  }

  private int firstClipped() {
    for (int i = 0; i < parameters.count(); i++) {
      if (clips.concerns(i)) {
        return i;
      }
    }
    return 0;
  }

  private void tellLimitedEarly() {
    if (limitedEarly != null) {
      lines.stand(limitedEarly);
      limitedEarly = null;
      run.gradientLimited(firstClipped());
    }
  }

  // ---- steps ----

  /**
   * A step begins, or goes on with other parameters.
   *
   * @return whether it is to be left out
   */
  boolean stepBegin(Call call) {
    if (!watching && (hasBackward || !beginsCycle(call))) {
      if (cycleBegun) {
        unwatched++;
        cycleBegun = false;
      }
      return false;
    }
    long begin = System.nanoTime();
    boolean[] mask = concerned(call);
    if (Parameters.isEmpty(mask)) {
      return false;
    }
    if (skipping && isContinued(mask)) {
      or(updated, mask);
      return call.site().isGuarded();
    }
    skipping = false;
    if (inStep && !isContinued(mask)) {
      finishStep();
    }
    endInlineBackward();
    limitedEarly = null;
    if (!inStep) {
      tellPendingClear();
      if (checking != null && !onTrial) {
        checking.stepBegins(watching);
      }
      if (untold > 0) {
        run.backwardsUntold(untold);
        untold = 0;
      }
      if (!hasBackward || (threads && backwards > 0)) {
        tellBackwardUnseen();
      }
      lines.stand(call.site());
      inStep = true;
      Arrays.fill(updated, false);
      rememberUnmoved();
      boolean mayBeSkipped = call.site().isGuarded() && !threads;
      if (!mayBeSkipped) {
        run.stepBeginMade();
      } else if (run.stepBegin("")) {
        inStep = false;
        cycleBegun = false;
        skipping = true;
        or(updated, mask);
        run.throwIfStopped();
        return true;
      }
    }
    for (int i = 0; i < mask.length; i++) {
      if (mask[i]) {
        updated[i] = true;
        if (!onTrial) {
          run.parameterUpdated(i);
        }
      }
    }
    spent += System.nanoTime() - begin;
    run.throwIfStopped();
    return false;
  }

  /**
   * The parameters that a step is about: those that can be reached from the call, but for those
   * that no step has been seen to change, for all their gradients, while it changed others.
   */
  private boolean[] concerned(Call call) {
    boolean[] reached = parameters.of(call).clone();
    for (int i = 0; i < reached.length; i++) {
      // With no gradient it is no wonder that it does not change.
      reached[i] &= moved[i] || parameters.get(i).access().gradientSquares() <= 0;
    }
    return reached;
  }

  private void rememberUnmoved() {
    for (int i = 0; i < moved.length; i++) {
      if (!moved[i]) {
        fingerprints[i] = parameters.get(i).access().fingerprint();
      }
    }
  }

  private void findMoved() {
    for (int i = 0; i < moved.length; i++) {
      if (!moved[i] && fingerprints[i] != parameters.get(i).access().fingerprint()) {
        moved[i] = true;
        updated[i] = true;
        run.parameterUpdated(i);
      }
    }
  }

  /** Whether a call goes on with the step that is under way: it is about other parameters. */
  private boolean isContinued(boolean[] mask) {
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] && updated[i]) {
        return false;
      }
    }
    return true;
  }

  /** Where a step has no backward that can be seen, there was one all the same. */
  private void tellBackwardUnseen() {
    if (!cycleBegun) {
      beginCycle();
    }
    for (int i = 0; i < parameters.count(); i++) {
      run.gradientFoundCleared(i);
    }
    Double loss = usualBackwards > 1 ? lastLoss : lossOf(NO_CALL);
    noteLoss(loss);
    run.backwardBegin(1, "", loss == null ? Double.NaN : loss, loss != null, true);
    run.backwardEnd(null);
    AgentCore.monitor().backwardSeen();
  }

  /** A method that steps is over. */
  void stepMethodEnd(Throwable failure) {
    if (inStep && failure != null) {
      inStep = false;
      run.stepEnd(failure);
      cycleBegun = false;
    } else if (inStep && (threads || Arrays.equals(updated, moved))) {
      finishStep();
    }
  }

  /** A method that computes gradients and updates is over. */
  void wholeEnd(Throwable failure) {
    if (inStep && failure != null) {
      stepMethodEnd(failure);
    } else if (inStep) {
      finishStep();
    } else {
      backwardEnd(failure);
    }
  }

  /** Whether a call begins a step of a loop that has no backward: as the first one did. */
  private boolean beginsCycle(Call call) {
    if (firstStep == null) {
      firstStep = call.site();
      firstReceiver = new WeakReference<>(call.receiver());
    }
    if (call.site() != firstStep
        || (call.receiver() != null && !firstReceiver.refersTo(call.receiver()))) {
      return false;
    }
    if (!watching) {
      unwatched++;
      beginCycle();
    }
    return watching;
  }

  private void endInlineBackward() {
    if (inBackward) {
      backwardEnd(null);
    }
  }

  private void finishStep() {
    long begin = System.nanoTime();
    findMoved();
    inStep = false;
    cycleBegun = false;
    or(everUpdated, updated);
    everyStepIsWhole &= Arrays.equals(everUpdated, updated);
    run.stepEnd(null);
    spent += System.nanoTime() - begin;
  }
}
