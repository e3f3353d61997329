package io.gradprobe.runtime.gradcheck;

import java.util.List;

/** How the gradient of some parameters compares with the derivatives along several directions. */
final class Fit {
  /** Share of the gradient below which a derivative is none: rounding, or a straight-through. */
  private static final double FLAT = 0.02;

  /** Share of a difference that a penalty on the values must leave unexplained, to be none. */
  private static final double UNEXPLAINED = 0.2;

  /** With so few elements a penalty's shape can't be told: what counts is whether it is likely. */
  private static final int FEW = 3;

  private static final double LIKELY_PENALTY = 0.1;

  /** Share of the directions that must speak against the gradient. */
  private static final double AGAINST = 0.75;

  /** A factor so near to one is one. */
  private static final double ONE = 0.01;

  private final List<Slope> slopes;
  private final int elements;
  private final double predictedObserved;
  private final double predictedSquares;
  private final double observedSquares;
  private final double errorSquares;

  /**
   * @param elements number of elements that were moved
   */
  Fit(List<Slope> slopes, int elements) {
    this.slopes = List.copyOf(slopes);
    this.elements = elements;
    predictedObserved = sum((s) -> s.predicted() * s.observed());
    predictedSquares = sum((s) -> s.predicted() * s.predicted());
    observedSquares = sum((s) -> s.observed() * s.observed());
    errorSquares = sum((s) -> s.error() * s.error());
  }

  private interface Term {
    double of(Slope slope);
  }

  private double sum(Term term) {
    double sum = 0;
    for (Slope slope : slopes) {
      sum += term.of(slope);
    }
    return sum;
  }

  /** The derivative is so many times the gradient, as well as that can be said. */
  double factor() {
    return predictedObserved / predictedSquares;
  }

  /** Relative difference between the derivative and so many times the gradient. */
  double difference(double factor) {
    double squares =
        sum(
            s -> {
              double apart = s.observed() - factor * s.predicted();
              return apart * apart;
            });
    return Math.sqrt(squares / scale(factor));
  }

  /** What of that may be rounding, curvature and kinks. */
  double error(double factor) {
    return Math.sqrt(errorSquares / scale(factor));
  }

  private double scale(double factor) {
    return (observedSquares + factor * factor * predictedSquares) / 2;
  }

  /** Whether kinks and rounding leave enough to be judged. */
  boolean isClear(double tolerance) {
    return error(factor()) <= tolerance / 4 && !isFlat();
  }

  /** Whether the loss does not depend on it as far as can be seen, though there is a gradient. */
  private boolean isFlat() {
    return !(observedSquares > FLAT * FLAT * predictedSquares);
  }

  /**
   * Whether the gradient is a multiple of the derivative. Of a single number that is always so: it
   * only counts where it needs no factor.
   */
  boolean isMultiple(double tolerance) {
    double factor = factor();
    return isClear(tolerance)
        && difference(factor) <= tolerance / 4
        && (elements > 1 || Math.abs(factor - 1) <= ONE);
  }

  /** Whether nearly each direction speaks against so many times the gradient. */
  boolean speaksAgainst(double factor) {
    int against = 0;
    for (Slope s : slopes) {
      if (Math.abs(s.observed() - factor * s.predicted()) > 2 * s.error()) {
        against++;
      }
    }
    return against >= AGAINST * slopes.size();
  }

  /**
   * Whether the gradient is the derivative and that of a penalty on the values, which the loss that
   * is evaluated does not contain.
   */
  boolean isPenalised(double factor) {
    double rr = 0;
    double rd = 0;
    double rl = 0;
    double dd = 0;
    double dl = 0;
    double ll = 0;
    for (Slope s : slopes) {
      double rest = s.predicted() - s.observed() / factor;
      rr += rest * rest;
      rd += rest * s.decay();
      rl += rest * s.lasso();
      dd += s.decay() * s.decay();
      dl += s.decay() * s.lasso();
      ll += s.lasso() * s.lasso();
    }
    double limit = UNEXPLAINED * UNEXPLAINED * rr;
    double decay = dd > 0 ? rd / dd : 0;
    double lasso = ll > 0 ? rl / ll : 0;
    boolean byDecay = rr - decay * rd <= limit;
    boolean byLasso = rr - lasso * rl <= limit;
    if (elements <= FEW) {
      return byDecay && decay >= 0 && decay <= LIKELY_PENALTY
          || byLasso && lasso >= 0 && lasso <= LIKELY_PENALTY;
    }
    double determinant = dd * ll - dl * dl;
    if (byDecay || byLasso || determinant <= 1e-9 * dd * ll) {
      return byDecay || byLasso;
    }
    double a = (rd * ll - rl * dl) / determinant;
    double b = (rl * dd - rd * dl) / determinant;
    return rr - a * rd - b * rl <= limit;
  }
}
