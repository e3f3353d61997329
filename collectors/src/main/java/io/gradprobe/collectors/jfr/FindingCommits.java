package io.gradprobe.collectors.jfr;

import io.gradprobe.runtime.finding.Finding;

/** Commits findings, each state of each once, from whichever thread brings it first. */
final class FindingCommits {
  private final FindingLedger ledger = new FindingLedger();

  /** Commits the finding on this thread, unless it is there already or nothing records. */
  void commit(Finding finding) {
    FindingEvent event = new FindingEvent();
    if (!event.shouldCommit() || !ledger.claim(finding)) {
      return;
    }
    event.rule = finding.rule();
    event.severity = finding.severity().name();
    event.run = finding.run();
    event.step = finding.step();
    event.epoch = finding.epoch();
    event.subject = finding.subject();
    event.location = finding.location();
    event.origin = finding.origin();
    event.value = finding.value();
    event.threshold = finding.threshold();
    event.message = finding.message();
    event.advice = finding.advice();
    event.count = finding.count();
    event.cause = finding.cause();
    event.commit();
  }

  /** Forgets a run that has ended. */
  void forget(String run) {
    ledger.forget(run);
  }
}
