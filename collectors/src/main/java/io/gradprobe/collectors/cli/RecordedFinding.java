package io.gradprobe.collectors.cli;

import io.gradprobe.runtime.finding.Finding;
import java.time.Instant;

/**
 * A finding as a recording holds it, repeats merged.
 *
 * @param finding the last state of it
 * @param firstSeen when it was first committed
 */
record RecordedFinding(Finding finding, Instant firstSeen) {}
