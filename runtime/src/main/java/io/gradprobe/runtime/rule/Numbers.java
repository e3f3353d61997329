package io.gradprobe.runtime.rule;

import java.math.BigDecimal;
import java.math.MathContext;

/** Numbers as messages show them. */
public final class Numbers {

  private static final MathContext THREE_DIGITS = new MathContext(3);

  private Numbers() {}

  /** Three significant digits, plain where that is short: {@code 0.0123}, {@code 4.57e-9}. */
  public static String shown(double value) {
    if (Double.isNaN(value) || Double.isInfinite(value)) {
      return Double.toString(value);
    }
    if (value == 0) {
      return "0";
    }
    BigDecimal rounded = BigDecimal.valueOf(value).round(THREE_DIGITS).stripTrailingZeros();
    int exponent = rounded.precision() - rounded.scale() - 1;
    if (exponent >= -4 && exponent < 7) {
      return rounded.toPlainString();
    }
    BigDecimal mantissa = rounded.scaleByPowerOfTen(-exponent).stripTrailingZeros();
    return mantissa.toPlainString() + "e" + exponent;
  }

  /** A share from 0 to 1 as whole percent. */
  public static String percent(double share) {
    return Math.round(100 * share) + " %";
  }
}
