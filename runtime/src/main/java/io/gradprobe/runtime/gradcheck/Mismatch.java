package io.gradprobe.runtime.gradcheck;

/**
 * A parameter whose gradient is not the derivative of the loss.
 *
 * @param parameter its index
 * @param difference root mean square of the difference over the directions, relative to that of the
 *     derivatives
 * @param factor the gradient is so many times what it should be; NaN where it is no multiple
 */
public record Mismatch(int parameter, double difference, double factor) {}
