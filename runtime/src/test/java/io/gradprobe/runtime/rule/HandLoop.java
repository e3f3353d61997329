package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.observe.RunEndObservation;
import io.gradprobe.runtime.observe.StepObservation;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * A training loop written by hand: shows one rule the observations of a program's calls, in order,
 * and keeps what the rule says. Counts the way the core counts.
 */
public final class HandLoop {

  public final HandRun run;
  public final List<Verdict> verdicts = new ArrayList<>();
  private final Rule rule;
  private int sinceStep;
  private long trainBackwards;
  private int recorded;
  private int unrecorded;
  private int evaluations;
  private int backwardsSinceForward;
  private boolean wiped;
  private String line;
  private boolean oneLine;

  public HandLoop(Rule rule, HandRun run) {
    this.rule = rule;
    this.run = run;
  }

  private void keep(Verdict verdict) {
    if (verdict != null) {
      verdicts.add(verdict);
    }
  }

  /** A recorded training forward. */
  public HandLoop forward() {
    return forward(f -> {});
  }

  public HandLoop forward(Consumer<ForwardObservation> change) {
    ForwardObservation f = new ForwardObservation();
    f.run = run;
    f.block = "SequentialBlock";
    f.training = true;
    f.recording = true;
    f.trainable = true;
    f.modeSensitiveBlock = "02Dropout";
    f.backwardsSinceForward = backwardsSinceForward;
    change.accept(f);
    backwardsSinceForward = 0;
    if (f.training) {
      recorded += f.recording ? 1 : 0;
      unrecorded += f.recording ? 0 : 1;
    } else if (f.recording) {
      evaluations++;
    }
    keep(rule.onForward(f));
    return this;
  }

  /** A recorded evaluation-mode forward on a thread where no backward ever runs. */
  public HandLoop evaluateOnOtherThread() {
    int kept = backwardsSinceForward;
    backwardsSinceForward = 0;
    evaluate(true);
    backwardsSinceForward = kept;
    evaluations--;
    return this;
  }

  /** An evaluation-mode forward, recorded or not. */
  public HandLoop evaluate(boolean recording) {
    return forward(
        f -> {
          f.training = false;
          f.recording = recording;
        });
  }

  /** A training-mode forward that is not recorded. */
  public HandLoop unrecorded() {
    return forward(f -> f.recording = false);
  }

  /** A backward of another run on the same thread. */
  public HandLoop backwardElsewhere() {
    backwardsSinceForward++;
    return this;
  }

  public HandLoop backward() {
    return backward(b -> {});
  }

  public HandLoop backwardAt(String where) {
    return backward(b -> b.location = where);
  }

  public HandLoop backward(Consumer<BackwardObservation> change) {
    BackwardObservation b = new BackwardObservation();
    b.run = run;
    b.first = run.backwards == 0;
    b.targetElements = 1;
    b.backwardsSinceStep = sinceStep;
    b.recordedForwards = recorded;
    b.unrecordedForwards = unrecorded;
    b.evaluationForwards = evaluations;
    b.modeSensitiveBlock = "02Dropout";
    b.location = "Train.java:10";
    change.accept(b);
    Throwable failure = b.failure;
    b.failure = null;
    keep(rule.onBackwardBegin(b));
    b.failure = failure;
    if (failure != null) {
      keep(rule.onBackwardFailed(b));
    }
    keep(rule.onBackwardEnd(b));
    oneLine = sinceStep == 0 || (oneLine && b.location.equals(line));
    line = b.location;
    recorded = 0;
    unrecorded = 0;
    evaluations = 0;
    backwardsSinceForward++;
    if (failure == null) {
      run.backwards++;
      sinceStep++;
      trainBackwards++;
      wiped = false;
    }
    return this;
  }

  /** Clears the gradients; those that no step has used count. */
  public HandLoop clear() {
    return clear(c -> {});
  }

  public HandLoop clear(Consumer<ClearObservation> change) {
    ClearObservation c = new ClearObservation();
    c.run = run;
    if (sinceStep > 0) {
      c.unusedCleared = run.parameterCount();
      c.unusedParameter = 0;
      wiped = true;
      sinceStep = 0;
    }
    change.accept(c);
    keep(rule.onClear(c));
    return this;
  }

  public HandLoop clip(Consumer<ClipObservation> change) {
    ClipObservation c = new ClipObservation();
    c.run = run;
    c.backwardsSinceStep = sinceStep;
    c.afterStep = sinceStep == 0 && run.step > 0;
    change.accept(c);
    keep(rule.onClip(c));
    return this;
  }

  public HandLoop step() {
    return step(s -> {});
  }

  public HandLoop step(Consumer<StepObservation> change) {
    StepObservation s = new StepObservation();
    s.run = run;
    s.backwardsSinceStep = sinceStep;
    s.backwardsAnywhere = trainBackwards;
    s.wiped = wiped;
    s.wipedParameter = wiped ? 0 : -1;
    s.oneBackwardLine = oneLine;
    change.accept(s);
    keep(rule.onStepBegin(s));
    keep(rule.onStepEnd(s));
    sinceStep = 0;
    trainBackwards = 0;
    wiped = false;
    run.step++;
    run.parameters.forEach(p -> p.everUpdated = true);
    return this;
  }

  /** Forward, backward and step, that often. */
  public HandLoop train(int steps) {
    for (int i = 0; i < steps; i++) {
      forward().backward().step();
    }
    return this;
  }

  public HandLoop end(int usualBackwards) {
    RunEndObservation e = new RunEndObservation();
    e.run = run;
    e.backwardsSinceStep = sinceStep;
    e.usualBackwards = usualBackwards;
    e.everUpdated = run.step > 0;
    keep(rule.onRunEnd(e));
    return this;
  }
}
