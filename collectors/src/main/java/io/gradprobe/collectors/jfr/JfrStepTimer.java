package io.gradprobe.collectors.jfr;

import io.gradprobe.runtime.collector.StepTimer;
import io.gradprobe.runtime.finding.Finding;
import io.gradprobe.runtime.run.Phase;
import io.gradprobe.runtime.run.StepRecord;

/** Times phases and steps as duration events of the thread that trains. */
final class JfrStepTimer implements StepTimer {
  // isEnabled() asks the event's type, not the instance, so one instance of each serves for asking.
  private final PhaseEvent phaseType = new PhaseEvent();
  private final StepEvent stepType = new StepEvent();
  private final FindingEvent findingType = new FindingEvent();
  private final FindingCommits findings;

  JfrStepTimer(FindingCommits findings) {
    this.findings = findings;
  }

  @Override
  public boolean isOn() {
    return stepType.isEnabled() || phaseType.isEnabled() || findingType.isEnabled();
  }

  @Override
  public Object phaseBegin(Phase phase) {
    if (!phaseType.isEnabled()) {
      return null;
    }
    PhaseEvent event = new PhaseEvent();
    event.begin();
    return event;
  }

  @Override
  public void phaseEnd(Object token, String run, long step, Phase phase) {
    if (!(token instanceof PhaseEvent event)) {
      return;
    }
    event.end();
    if (event.shouldCommit()) {
      event.run = run;
      event.step = step;
      event.phase = phase.label();
      event.commit();
    }
  }

  @Override
  public Object stepBegin() {
    if (!stepType.isEnabled()) {
      return null;
    }
    StepEvent event = new StepEvent();
    event.begin();
    return event;
  }

  @Override
  public void stepEnd(Object token, StepRecord step) {
    if (!(token instanceof StepEvent event)) {
      return;
    }
    event.end();
    if (!event.shouldCommit()) {
      return;
    }
    event.run = step.run();
    event.step = step.step();
    event.epoch = step.epoch();
    event.loss = step.loss();
    event.gradientNorm = step.gradientNorm();
    event.learningRate = step.learningRate();
    event.batchSize = step.batchSize();
    event.backwards = step.backwards();
    event.sampled = step.sampled();
    event.dataTime = step.dataNanos();
    event.forwardTime = step.forwardNanos();
    event.backwardTime = step.backwardNanos();
    event.optimizerTime = step.optimizerNanos();
    event.commit();
  }

  @Override
  public void finding(Finding finding) {
    findings.commit(finding);
  }
}
