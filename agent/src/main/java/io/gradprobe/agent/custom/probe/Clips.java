package io.gradprobe.agent.custom.probe;

import java.util.Arrays;

/**
 * What a call or a loop does to the sizes of gradients. A factor that is the same each time is a
 * mean or a decay; that of a clip depends on the gradient. Guarded by its session.
 */
final class Clips {
  private static final double SAME = 1e-9;

  private final Parameters parameters;
  private final double[] before;
  private final double[] factors;
  private final double[] latest;
  private boolean[] concerned;
  private Site site;

  Clips(Parameters parameters) {
    this.parameters = parameters;
    before = new double[parameters.count()];
    factors = new double[parameters.count()];
    latest = new double[parameters.count()];
    Arrays.fill(latest, Double.NaN);
  }

  /** Gradients may be clipped from now on. */
  void begin(Site where, boolean[] mask) {
    site = where;
    concerned = mask;
    for (int i = 0; i < before.length; i++) {
      before[i] = mask[i] ? squares(i) : Double.NaN;
    }
  }

  private double squares(int parameter) {
    return parameters.get(parameter).access().gradientSquares();
  }

  /** Whether the latest was about this parameter. */
  boolean concerns(int parameter) {
    return concerned[parameter];
  }

  /** Where they may be being clipped; null where they are not. */
  Site site() {
    return site;
  }

  /**
   * It is over.
   *
   * @return whether anything has changed
   */
  boolean end() {
    site = null;
    boolean any = false;
    for (int i = 0; i < before.length; i++) {
      factors[i] = Double.NaN;
      double after = concerned[i] ? squares(i) : -1;
      double factor = Math.sqrt(after / before[i]);
      boolean changed = after >= 0 && before[i] > 0 && factor != 1 && !Double.isNaN(factor);
      if (changed) {
        any = true;
        boolean isSame = Math.abs(factor / latest[i] - 1) <= SAME;
        factors[i] = isSame || Double.isNaN(latest[i]) ? Double.NaN : factor;
        latest[i] = factor;
      }
    }
    return any;
  }

  /** What a gradient was multiplied by; NaN where it was not clipped. */
  double factor(int parameter) {
    return factors[parameter];
  }
}
