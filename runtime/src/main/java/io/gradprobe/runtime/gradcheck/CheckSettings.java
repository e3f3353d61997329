package io.gradprobe.runtime.gradcheck;

/**
 * The limits of a check.
 *
 * @param tolerance relative difference from which gradient and numerical derivative disagree
 * @param directions random directions drawn for each parameter
 * @param nanos time that a check may take; what is not measured by then is not judged
 * @param elements most elements that all parameters together may have
 */
public record CheckSettings(double tolerance, int directions, long nanos, long elements) {}
