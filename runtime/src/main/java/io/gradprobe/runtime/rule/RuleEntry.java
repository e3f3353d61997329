package io.gradprobe.runtime.rule;

import java.util.function.Function;

/**
 * A rule's line in the catalogue.
 *
 * @param info what it is
 * @param factory makes the instance for a new run
 */
public record RuleEntry(RuleInfo info, Function<Thresholds, Rule> factory) {}
