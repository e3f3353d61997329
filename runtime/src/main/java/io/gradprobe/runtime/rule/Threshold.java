package io.gradprobe.runtime.rule;

/**
 * One settable number of a rule: option {@code rule.<id>.<name>}.
 *
 * @param name lower-case, words joined by dashes
 * @param defaultValue value when nothing is set
 * @param min smallest legal value
 * @param max largest legal value
 * @param description what it means, with its unit
 */
public record Threshold(
    String name, double defaultValue, double min, double max, String description) {}
