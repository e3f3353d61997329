package io.gradprobe.runtime;

import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.observe.ActivationObservation;
import io.gradprobe.runtime.observe.BackwardObservation;
import io.gradprobe.runtime.observe.CheckpointObservation;
import io.gradprobe.runtime.observe.ClearObservation;
import io.gradprobe.runtime.observe.ClipObservation;
import io.gradprobe.runtime.observe.FailureObservation;
import io.gradprobe.runtime.observe.ForwardObservation;
import io.gradprobe.runtime.observe.FreezeObservation;
import io.gradprobe.runtime.observe.GradientCheckObservation;
import io.gradprobe.runtime.observe.LossObservation;
import io.gradprobe.runtime.observe.OperationObservation;
import io.gradprobe.runtime.observe.ReplacedObservation;
import io.gradprobe.runtime.observe.ReplicaObservation;
import io.gradprobe.runtime.observe.RunEndObservation;
import io.gradprobe.runtime.observe.StepObservation;
import io.gradprobe.runtime.observe.UnoptimizedObservation;
import io.gradprobe.runtime.observe.WriteObservation;
import io.gradprobe.runtime.rule.ActiveRule;
import io.gradprobe.runtime.rule.Rule;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.MemoryRecord;
import java.util.ArrayList;
import java.util.List;

/**
 * The rules of one run, sorted by the moments they listen to, so that a moment costs nothing for
 * rules that don't care. A rule that throws is switched off.
 */
final class RuleBoard {

  /** Takes what a rule concludes. */
  interface Bench {
    /** A rule has returned a verdict. */
    void found(String rule, Verdict verdict);

    /** A rule has thrown and is switched off from now on. */
    void broken(String rule, Throwable failure);
  }

  private interface Call<O> {
    Verdict ask(Rule rule, O observation);
  }

  private ActiveRule[] forward;
  private ActiveRule[] backwardBegin;
  private ActiveRule[] backwardFailed;
  private ActiveRule[] backwardEnd;
  private ActiveRule[] clear;
  private ActiveRule[] clip;
  private ActiveRule[] stepBegin;
  private ActiveRule[] stepEnd;
  private ActiveRule[] write;
  private ActiveRule[] runEnd;
  private ActiveRule[] activation;
  private ActiveRule[] operation;
  private ActiveRule[] loss;
  private ActiveRule[] failure;
  private ActiveRule[] freeze;
  private ActiveRule[] checkpoint;
  private ActiveRule[] replaced;
  private ActiveRule[] replica;
  private ActiveRule[] unoptimized;
  private ActiveRule[] gradientCheck;
  private ActiveRule[] measured;
  private ActiveRule[] losses;
  private ActiveRule[] epoch;
  private ActiveRule[] memory;
  private final Bench bench;

  RuleBoard(List<ActiveRule> rules, Bench bench) {
    this.bench = bench;
    forward = listening(rules, "onForward", ForwardObservation.class);
    backwardBegin = listening(rules, "onBackwardBegin", BackwardObservation.class);
    backwardFailed = listening(rules, "onBackwardFailed", BackwardObservation.class);
    backwardEnd = listening(rules, "onBackwardEnd", BackwardObservation.class);
    clear = listening(rules, "onClear", ClearObservation.class);
    clip = listening(rules, "onClip", ClipObservation.class);
    stepBegin = listening(rules, "onStepBegin", StepObservation.class);
    stepEnd = listening(rules, "onStepEnd", StepObservation.class);
    write = listening(rules, "onWrite", WriteObservation.class);
    runEnd = listening(rules, "onRunEnd", RunEndObservation.class);
    activation = listening(rules, "onActivation", ActivationObservation.class);
    operation = listening(rules, "onOperation", OperationObservation.class);
    loss = listening(rules, "onLoss", LossObservation.class);
    failure = listening(rules, "onFailure", FailureObservation.class);
    freeze = listening(rules, "onFreeze", FreezeObservation.class);
    checkpoint = listening(rules, "onCheckpoint", CheckpointObservation.class);
    replaced = listening(rules, "onReplaced", ReplacedObservation.class);
    replica = listening(rules, "onReplica", ReplicaObservation.class);
    unoptimized = listening(rules, "onUnoptimized", UnoptimizedObservation.class);
    gradientCheck = listening(rules, "onGradientCheck", GradientCheckObservation.class);
    measured = listening(rules, "onMeasured", MeasuredStep.class);
    losses = listening(rules, "onLosses", LossSeries.class);
    epoch = listening(rules, "onEpoch", EpochRecord.class);
    memory = listening(rules, "onMemory", MemoryRecord.class);
  }

  void forward(ForwardObservation o) {
    forward = ask(forward, o, Rule::onForward);
  }

  void backwardBegin(BackwardObservation o) {
    backwardBegin = ask(backwardBegin, o, Rule::onBackwardBegin);
  }

  void backwardEnd(BackwardObservation o) {
    if (o.failure != null) {
      backwardFailed = ask(backwardFailed, o, Rule::onBackwardFailed);
    }
    backwardEnd = ask(backwardEnd, o, Rule::onBackwardEnd);
  }

  void clear(ClearObservation o) {
    clear = ask(clear, o, Rule::onClear);
  }

  void clip(ClipObservation o) {
    clip = ask(clip, o, Rule::onClip);
  }

  void stepBegin(StepObservation o) {
    stepBegin = ask(stepBegin, o, Rule::onStepBegin);
  }

  void stepEnd(StepObservation o) {
    stepEnd = ask(stepEnd, o, Rule::onStepEnd);
  }

  void write(WriteObservation o) {
    write = ask(write, o, Rule::onWrite);
  }

  void runEnd(RunEndObservation o) {
    runEnd = ask(runEnd, o, Rule::onRunEnd);
  }

  void activation(ActivationObservation o) {
    activation = ask(activation, o, Rule::onActivation);
  }

  void operation(OperationObservation o) {
    operation = ask(operation, o, Rule::onOperation);
  }

  void loss(LossObservation o) {
    loss = ask(loss, o, Rule::onLoss);
  }

  void failure(FailureObservation o) {
    failure = ask(failure, o, Rule::onFailure);
  }

  void freeze(FreezeObservation o) {
    freeze = ask(freeze, o, Rule::onFreeze);
  }

  void checkpoint(CheckpointObservation o) {
    checkpoint = ask(checkpoint, o, Rule::onCheckpoint);
  }

  void replaced(ReplacedObservation o) {
    replaced = ask(replaced, o, Rule::onReplaced);
  }

  void replica(ReplicaObservation o) {
    replica = ask(replica, o, Rule::onReplica);
  }

  void unoptimized(UnoptimizedObservation o) {
    unoptimized = ask(unoptimized, o, Rule::onUnoptimized);
  }

  void gradientCheck(GradientCheckObservation o) {
    gradientCheck = ask(gradientCheck, o, Rule::onGradientCheck);
  }

  /** Whether some rule wants to know of losses and labels. */
  boolean listensToLoss() {
    return loss.length > 0;
  }

  /** Rules of statistics look at a measured step; on the observer thread. */
  void measured(MeasuredStep o, Bench later) {
    measured = ask(measured, o, Rule::onMeasured, later);
  }

  /** Rules of trends look at some losses; on the observer thread. */
  void losses(LossSeries o, Bench later) {
    losses = ask(losses, o, Rule::onLosses, later);
  }

  /** An epoch has ended; on the observer thread. */
  void epoch(EpochRecord o, Bench later) {
    epoch = ask(epoch, o, Rule::onEpoch, later);
  }

  /** The memory of the process; on the observer thread. */
  void memory(MemoryRecord o, Bench later) {
    memory = ask(memory, o, Rule::onMemory, later);
  }

  private <O> ActiveRule[] ask(ActiveRule[] rules, O observation, Call<O> call) {
    return ask(rules, observation, call, bench);
  }

  private static <O> ActiveRule[] ask(
      ActiveRule[] rules, O observation, Call<O> call, Bench bench) {
    ActiveRule[] left = rules;
    for (ActiveRule active : rules) {
      try {
        Verdict verdict = call.ask(active.rule(), observation);
        if (verdict != null) {
          bench.found(active.info().id(), verdict);
        }
      } catch (Throwable e) {
        left = without(left, active);
        bench.broken(active.info().id(), e);
      }
    }
    return left;
  }

  private static ActiveRule[] without(ActiveRule[] rules, ActiveRule gone) {
    List<ActiveRule> left = new ArrayList<>(List.of(rules));
    left.remove(gone);
    return left.toArray(ActiveRule[]::new);
  }

  private static ActiveRule[] listening(
      List<ActiveRule> rules, String method, Class<?> observation) {
    return rules.stream()
        .filter(active -> overrides(active.rule(), method, observation))
        .toArray(ActiveRule[]::new);
  }

  private static boolean overrides(Rule rule, String method, Class<?> observation) {
    try {
      return rule.getClass().getMethod(method, observation).getDeclaringClass() != Rule.class;
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }
}
