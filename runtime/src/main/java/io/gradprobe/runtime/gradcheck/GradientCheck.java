package io.gradprobe.runtime.gradcheck;

import io.gradprobe.runtime.gradcheck.CheckResult.Outcome;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;

/**
 * One check of one step: derivatives of its loss along random directions, at two step sizes,
 * against its gradients. First along all parameters together; only where that disagrees along each
 * one's own.
 */
public final class GradientCheck {
  private static final int DIRECTIONS_OF_ALL = 3;

  /** Relative difference that is none, all parameters together. */
  private static final double EQUAL = 1e-4;

  private final CheckSettings settings;
  private final long seed;

  /**
   * @param seed of the directions; no generator of the program's is touched
   */
  public GradientCheck(CheckSettings settings, long seed) {
    this.settings = settings;
    this.seed = seed;
  }

  /** Checks a step and puts all back. Never throws but for errors of the JVM. */
  public CheckResult of(CheckedStep step) {
    CheckResult result;
    try {
      result = check(step);
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      result = CheckResult.of(Outcome.NOT_REPEATABLE, "evaluating it again failed: " + e);
    }
    try {
      step.restore();
      return result;
    } catch (Exception e) {
      return CheckResult.of(Outcome.NOT_REPEATABLE, "it could not be put back: " + e);
    }
  }

  private CheckResult check(CheckedStep step) throws Exception {
    long deadline = System.nanoTime() + settings.nanos();
    double base = step.loss();
    double again = step.loss();
    double own = step.stepLoss();
    if (!Double.isFinite(base)) {
      return CheckResult.of(Outcome.UNDECIDED, "the loss is " + base);
    }
    if (base != again || !Double.isNaN(own) && own != base) {
      return CheckResult.of(
          Outcome.NOT_REPEATABLE,
          "the loss of one step evaluated again is "
              + (base != again ? again + " after " + base : base + " and not " + own));
    }
    int count = step.parameterCount();
    double[][] values = new double[count][];
    double[][] gradients = new double[count][];
    int[] moved = read(step, values, gradients);
    if (moved.length == 0) {
      return CheckResult.of(Outcome.UNDECIDED, "no gradient can be compared");
    }
    Probe probe = new Probe(step, values, gradients, base, seed);
    probe.measureNoise(moved);
    Fit all = fit(() -> probe.along(moved), DIRECTIONS_OF_ALL, Integer.MAX_VALUE, deadline);
    if (all != null && agree(all, step.isExact())) {
      return CheckResult.of(Outcome.AGREES, "");
    }
    Fit[] fits = new Fit[count];
    for (int p : moved) {
      if (step.isExact() || !Clipping.isLikely(gradients[p], step.isSinglePrecision())) {
        int elements = nonZero(gradients[p]);
        fits[p] = fit(() -> probe.along(p), settings.directions(), elements, deadline);
      }
    }
    Judgement judgement = new Judgement(fits, settings.tolerance(), step.isExact());
    return judge(step, judgement, () -> someAgree(judgement, probe, gradients, deadline));
  }

  private int[] read(CheckedStep step, double[][] values, double[][] gradients) throws Exception {
    List<Integer> moved = new ArrayList<>();
    long elements = 0;
    for (int p = 0; p < values.length; p++) {
      elements += step.elements(p);
    }
    if (elements > settings.elements()) {
      return new int[0];
    }
    for (int p = 0; p < values.length; p++) {
      double[] gradient = step.elements(p) == 0 ? null : step.gradient(p);
      if (gradient != null && isUsable(gradient)) {
        double[] value = step.value(p);
        if (value.length == gradient.length) {
          values[p] = value;
          gradients[p] = gradient;
          moved.add(p);
        }
      }
    }
    return moved.stream().mapToInt(Integer::intValue).toArray();
  }

  /** Whether it is finite and not all zero: of what gets no gradient nothing can be said. */
  private static boolean isUsable(double[] gradient) {
    double squares = 0;
    for (double g : gradient) {
      squares += g * g;
    }
    return squares > 0 && squares - squares == 0;
  }

  private static int nonZero(double[] gradient) {
    int count = 0;
    for (double g : gradient) {
      count += g != 0 ? 1 : 0;
    }
    return count;
  }

  /** Null where time was too short. */
  private static Fit fit(Callable<Slope> measured, int directions, int elements, long deadline)
      throws Exception {
    List<Slope> slopes = new ArrayList<>();
    while (slopes.size() < directions) {
      if (System.nanoTime() > deadline) {
        return null;
      }
      Slope slope = measured.call();
      if (!Double.isFinite(slope.observed()) || !Double.isFinite(slope.error())) {
        return null;
      }
      slopes.add(slope);
    }
    return new Fit(slopes, elements);
  }

  private boolean agree(Fit all, boolean exact) {
    boolean whole = exact || all.difference(1) <= settings.tolerance() / 4;
    double factor = whole ? 1 : all.factor();
    return all.isClear(settings.tolerance())
        && all.difference(factor) <= Math.max(EQUAL, 4 * all.error(factor));
  }

  /**
   * Whether some parameter's gradient is right where all of its elements are moved. A target that
   * comes from the same net and is not differentiated may show only in elements with no gradient.
   */
  private boolean someAgree(Judgement judgement, Probe probe, double[][] gradients, long deadline)
      throws Exception {
    for (int p = 0; p < gradients.length; p++) {
      if (gradients[p] != null && judgement.agrees(p)) {
        boolean whole = nonZero(gradients[p]) == gradients[p].length;
        if (whole || judgement.isConfirmedBy(fitOfAll(probe, p, gradients[p].length, deadline))) {
          return true;
        }
      }
    }
    return false;
  }

  private Fit fitOfAll(Probe probe, int parameter, int elements, long deadline) throws Exception {
    return fit(() -> probe.alongAll(parameter), settings.directions(), elements, deadline);
  }

  /**
   * Whether the gradients of a part of a model are the derivatives of a scalar that it computes,
   * but for a factor greater than zero. Does not put back what evaluating has changed.
   *
   * @return null where that is left open
   */
  public Boolean agrees(CheckedStep part) {
    try {
      double base = part.loss();
      double[][] values = new double[part.parameterCount()][];
      double[][] gradients = new double[values.length][];
      int[] moved = read(part, values, gradients);
      if (moved.length == 0 || base != part.loss()) {
        return null;
      }
      Probe probe = new Probe(part, values, gradients, base, seed);
      probe.measureNoise(moved);
      long deadline = System.nanoTime() + settings.nanos();
      int directions = settings.directions();
      Fit all = fit(() -> probe.along(moved), directions, Integer.MAX_VALUE, deadline);
      if (all == null || !all.isClear(settings.tolerance())) {
        return null;
      }
      double factor = all.factor() > 0 ? all.factor() : 1;
      if (all.difference(factor) <= settings.tolerance()) {
        return true;
      }
      return all.speaksAgainst(1) && all.speaksAgainst(factor) ? false : null;
    } catch (Exception | LinkageError | StackOverflowError | AssertionError e) {
      return null;
    }
  }

  private CheckResult judge(CheckedStep step, Judgement judgement, Callable<Boolean> someAgree)
      throws Exception {
    if (judgement.allAgree()) {
      return CheckResult.of(Outcome.AGREES, "");
    }
    List<Mismatch> wrong = judgement.mismatches();
    if (wrong.isEmpty()) {
      return CheckResult.of(Outcome.UNDECIDED, "kinks, rounding or time leave it open");
    }
    Blame blame = step.blame(wrong);
    if (blame.examined() && blame.culprit() == null) {
      return CheckResult.of(Outcome.UNDECIDED, "each operation by itself agrees");
    }
    if (blame.culprit() == null && !step.isExact() && !someAgree.call()) {
      return CheckResult.of(
          Outcome.UNDECIDED, "no gradient agrees: the loss is not what backward differentiates");
    }
    return new CheckResult(
        Outcome.MISMATCH, wrong, blame.culprit(), blame.hides(), settings.directions(), "");
  }
}
