package io.gradprobe.runtime.gradcheck;

import java.util.List;

/**
 * One training step whose backward is over and whose gradients nobody has clipped, scaled or used
 * yet. An adapter offers it on the training thread, and keeps quiet of all that the evaluations
 * call: they are no part of the program.
 *
 * <p>Every method may throw: then nothing is concluded from the step.
 */
public interface CheckedStep {

  /** Number of parameters. */
  int parameterCount();

  /** Whether values, gradients or the loss are of single precision; else all are double. */
  boolean isSinglePrecision();

  /** Number of elements of a parameter; 0 where it can't be read. */
  long elements(int parameter) throws Exception;

  /** A copy of the parameter's value, row by row. */
  double[] value(int parameter) throws Exception;

  /**
   * A copy of what this step's backward alone has given the parameter, in the order of {@link
   * #value}; null where that is not known or there is no gradient.
   */
  double[] gradient(int parameter) throws Exception;

  /** Writes a value. What is written fits the precision of {@link #isSinglePrecision} exactly. */
  void write(int parameter, double[] value) throws Exception;

  /**
   * Evaluates the loss again with the values that the parameters have now, from the same data, with
   * everything else as it was when the step evaluated it.
   */
  double loss() throws Exception;

  /**
   * The loss as the step itself evaluated it: {@link #loss} must give the very same bits while no
   * value is changed. NaN where it is not known.
   */
  double stepLoss();

  /**
   * Whether {@link #loss} is the very thing that backward differentiated, so that gradients need no
   * factor in common and nothing may be in them alone.
   */
  default boolean isExact() {
    return false;
  }

  /** Puts back every bit that evaluating and writing have changed. Called whatever happened. */
  void restore() throws Exception;

  /**
   * Looks whether a single operation's backward is wrong. Asked only where gradients disagree,
   * before {@link #restore}, with all values as they were.
   *
   * @param wrong the parameters whose gradients disagree
   */
  default Blame blame(List<Mismatch> wrong) throws Exception {
    return Blame.UNKNOWN;
  }
}
