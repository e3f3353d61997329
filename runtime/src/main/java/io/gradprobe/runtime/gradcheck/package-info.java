/**
 * Compares the gradients that a backward gave with numerical derivatives of the loss. Knows no
 * framework: an adapter offers the parameters of one step and evaluates its loss again.
 */
package io.gradprobe.runtime.gradcheck;
