package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.WeakParameter;
import io.gradprobe.agent.custom.replay.Checking;
import io.gradprobe.runtime.Monitor;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.run.RunInfo;
import java.lang.ref.WeakReference;
import java.util.List;
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

  private static final double DEBUG_SHARE = 0.15;

  private final StepLoss losses;
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

  private final StepParameters stepped;
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
    this.parameters = parameters;
    this.run = run;
    this.lines = lines;
    this.hasBackward = hasBackward;
    this.pace = pace;
    losses = new StepLoss(slots, parameters, run);
    clips = new Clips(parameters);
    passes = new Passes(parameters::areWithin);
    stepped = new StepParameters(parameters);
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
    boolean[] used = stepped.learn(lesson);
    inStep = false;
    inBackward = false;
    cycleBegun = false;
    run.stepsUnwatched(Math.max(0, lesson.rounds() - run.steps()), used);
    return true;
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
    losses.add(value);
    if (checking != null) {
      checking.loss(value);
    }
  }

  /** The loss of the step that is about to be made: told with the next backward. */
  void lossOfStep(double value) {
    losses.set(value);
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
    Double loss = losses.of(call, usualBackwards);
    losses.note(loss);
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
      run.stepsUnwatched(unwatched, stepped.everUpdated());
      unwatched = 0;
    }
    usualBackwards = Math.max(1, backwards);
    passes.begin();
    untold = 0;
    backwards = 0;
    losses.cycleBegins(usualBackwards);
  }

  /**
   * Gradients that backward overwrites or clears itself can't be stale; neither can be told where
   * several optimizers take turns. Of those that can, all are looked at at first, and then now and
   * then, and where the one whose turn it is has something left.
   */
  private void clearWhatCanNotBeLeft() {
    boolean certain = !onTrial && stepped.isEachWhole() && !clearsInside && hasBackward;
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
    if (inStep && !stepped.hasAll(mask)) {
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
    boolean[] mask = stepped.concerned(call);
    if (Parameters.isEmpty(mask)) {
      return false;
    }
    if (skipping && stepped.isContinued(mask)) {
      stepped.add(mask);
      return call.site().isGuarded();
    }
    skipping = false;
    if (inStep && !stepped.isContinued(mask)) {
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
      stepped.begin();
      boolean mayBeSkipped = call.site().isGuarded() && !threads;
      if (!mayBeSkipped) {
        run.stepBeginMade();
      } else if (run.stepBegin("")) {
        inStep = false;
        cycleBegun = false;
        skipping = true;
        stepped.add(mask);
        run.throwIfStopped();
        return true;
      }
    }
    stepped.add(mask);
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] && !onTrial) {
        run.parameterUpdated(i);
      }
    }
    spent += System.nanoTime() - begin;
    run.throwIfStopped();
    return false;
  }

  /** Where a step has no backward that can be seen, there was one all the same. */
  private void tellBackwardUnseen() {
    if (!cycleBegun) {
      beginCycle();
    }
    for (int i = 0; i < parameters.count(); i++) {
      run.gradientFoundCleared(i);
    }
    Double loss = losses.ofUnseen(usualBackwards);
    losses.note(loss);
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
    } else if (inStep && (threads || stepped.isWhole())) {
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
    stepped.end(run::parameterUpdated);
    inStep = false;
    cycleBegun = false;
    run.stepEnd(null);
    spent += System.nanoTime() - begin;
  }
}
