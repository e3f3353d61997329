package io.gradprobe.benchmark.alarms;

import io.gradprobe.runtime.finding.Severity;

/**
 * Something that a user would have been told.
 *
 * @param cause rule of the earlier finding that it follows from; empty where it stands alone
 */
record Alarm(
    String rule, String subject, Severity severity, long step, String message, String cause) {}
