package io.gradprobe.runtime;

import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.finding.Severity;
import io.gradprobe.runtime.finding.Verdict;
import io.gradprobe.runtime.run.EpochRecord;
import io.gradprobe.runtime.run.LossSeries;
import io.gradprobe.runtime.run.MeasuredStep;
import io.gradprobe.runtime.run.MemoryRecord;
import java.util.function.Function;

/** Makes findings of a run's verdicts and hands them on. */
final class VerdictDesk {
  private final RunState state;
  private final Runnable earlierEvidence;

  VerdictDesk(RunState state, Runnable earlierEvidence) {
    this.state = state;
    this.earlierEvidence = earlierEvidence;
  }

  /** A rule has returned a verdict about what happens on this thread now. */
  void found(String rule, Verdict verdict) {
    String location =
        verdict.location().isEmpty()
            ? state.locations.resolve(verdict.where())
            : verdict.location();
    boolean isNews =
        verdict.severity() != Severity.INFO && !state.findings.has(rule, verdict.subject());
    if (isNews && !state.protocolOnly) {
      // Earlier steps may hold the cause, and nobody may have looked at them yet.
      earlierEvidence.run();
      state.monitor.catchUp();
    }
    Finding finding = state.findings.add(rule, verdict, state.steps, state.epoch, location);
    if (finding == null) {
      return;
    }
    state.clock.finding(finding);
    state.monitor.offer(finding);
    state.monitor.wakeObserver();
    if (state.options.onError() == Options.OnError.STOP
        && verdict.severity() == Severity.ERROR
        && state.pendingStop == null) {
      state.pendingStop =
          new GradprobeException(
              rule
                  + " on "
                  + finding.subject()
                  + " at step "
                  + state.steps
                  + ": "
                  + finding.message());
    }
  }

  /** A rule has thrown. */
  void broken(String rule, Throwable failure) {
    state.monitor.say("rule " + rule + " failed and is switched off: " + failure);
  }

  /** Throws what {@code on-error=stop} asks for, once. Called by probes that may throw. */
  void throwIfStopped() {
    GradprobeException stop = state.pendingStop;
    if (stop != null) {
      state.pendingStop = null;
      throw stop;
    }
  }

  /** Rules of statistics look at a measured step. On the observer thread. */
  void judge(MeasuredStep measured) {
    state.rules.measured(
        measured,
        later(
            measured.record().step(),
            measured.record().epoch(),
            verdict ->
                switch (verdict.where()) {
                  case STEP -> stepLineFor(verdict.subject(), measured);
                  case FORWARD -> measured.forward().location();
                  case BEGIN -> state.beginLine;
                  case NOWHERE -> "";
                  default -> measured.backwardLocation();
                }));
  }

  /** Rules of trends look at some losses. On the observer thread. */
  void judge(LossSeries series) {
    state.rules.losses(
        series,
        later(
            series.firstStep() + series.losses().length - 1,
            series.epoch(),
            v -> series.location()));
  }

  /** An epoch has ended. On the observer thread. */
  void judge(EpochRecord epoch) {
    state.rules.epoch(
        epoch, later(epoch.step(), epoch.epoch(), v -> state.locations.last(v.where())));
  }

  /** The memory of the process. On the observer thread. */
  void judge(MemoryRecord memory) {
    state.rules.memory(memory, later(memory.step(), -1, v -> ""));
  }

  private RuleBoard.Bench later(long step, int epoch, Function<Verdict, String> line) {
    return new RuleBoard.Bench() {
      @Override
      public void found(String rule, Verdict verdict) {
        String own = verdict.location();
        Finding finding =
            state.findings.add(
                rule, verdict, step, epoch, own.isEmpty() ? line.apply(verdict) : own);
        if (finding != null) {
          state.monitor.offer(finding);
        }
      }

      @Override
      public void broken(String rule, Throwable failure) {
        VerdictDesk.this.broken(rule, failure);
      }
    };
  }

  /**
   * A hand-written step is many lines: the one that wrote the parameter is its own, or failing that
   * the one that read its gradient.
   */
  private String stepLineFor(String subject, MeasuredStep measured) {
    for (ParameterState p : state.parameters) {
      if (!state.optimizerManaged && p.name().equals(subject)) {
        String own = p.writeLine.isEmpty() ? p.readLine : p.writeLine;
        return own.isEmpty() ? measured.stepLocation() : own;
      }
    }
    return measured.stepLocation();
  }
}
