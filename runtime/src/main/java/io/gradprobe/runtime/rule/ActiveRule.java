package io.gradprobe.runtime.rule;

/**
 * A rule at work on one run.
 *
 * @param info what it is
 * @param rule the instance; no other run shares it
 */
public record ActiveRule(RuleInfo info, Rule rule) {}
