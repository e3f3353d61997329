package io.gradprobe.runtime.gradcheck;

/**
 * The derivative of the loss along one direction.
 *
 * @param predicted what the gradient says
 * @param observed the central difference
 * @param error how far the two may legally be apart: rounding, curvature, and kinks, at which
 *     backward may give any slope between the two one-sided ones
 * @param decay the direction's product with the value: what weight decay would add to {@code
 *     predicted}
 * @param lasso the same with the signs of the value: what an L1 penalty would add
 */
record Slope(double predicted, double observed, double error, double decay, double lasso) {}
