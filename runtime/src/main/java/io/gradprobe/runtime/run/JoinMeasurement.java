package io.gradprobe.runtime.run;

/**
 * A concatenation or sum of activations in a training forward that was measured.
 *
 * @param block path of the block in which it stands; the root's where it stands outside
 * @param operation {@code concat} or {@code add}
 * @param sizes root mean square of each operand
 * @param location the user's line; empty where not looked up
 */
public record JoinMeasurement(String block, String operation, double[] sizes, String location) {}
