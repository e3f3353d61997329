package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Operations at values where they, or their derivatives, are not finite. */
final class Singular {
  private Singular() {}

  /**
   * Where the operation's derivative is not finite: an index of {@link #shownBy}; -1 where it is
   * everywhere, or that can't be told.
   */
  static long derivative(Operation operation) {
    NDArray x = operand(operation.first());
    NDArray result = operand(operation.result());
    if (x == null || result == null) {
      return -1;
    }
    return switch (operation.name()) {
      case "sqrt" ->
          Readable.isFloat(x)
              ? Values.first(x, v -> !(v > 0))
              : Values.first(result, v -> !(v > 0));
      case "log", "log2", "log10" -> Values.first(x, v -> !fits(x, 1 / v));
      case "asin", "acos" -> Values.first(x, v -> !(Math.abs(v) < 1));
      case "pow" -> power(operation, x, result);
      case "div" -> quotient(x, operand(operation.second()), result);
      case "atan2" -> bothZero(x, operand(operation.second()));
      default -> -1;
    };
  }

  /** The array whose element {@link #derivative} tells. */
  static NDArray shownBy(Operation operation) {
    NDArray first = operand(operation.first());
    boolean byResult = operation.name().equals("div") || !Readable.isFloat(first);
    return byResult ? operand(operation.result()) : first;
  }

  /**
   * Whether the operation gives something not finite for operands that are; false where unknown.
   */
  static boolean value(Operation operation) {
    NDArray x = operand(operation.first());
    return x != null
        && switch (operation.name()) {
          case "log", "log2", "log10" -> Values.first(x, v -> !(v > 0)) >= 0;
          case "sqrt" -> Values.first(x, v -> v < 0) >= 0;
          case "exp" -> Values.first(x, v -> !fits(x, Math.exp(v))) >= 0;
          case "asin", "acos" -> Values.first(x, v -> Math.abs(v) > 1) >= 0;
          case "div" -> Values.first(operand(operation.second()), v -> v == 0) >= 0;
          default -> false;
        };
  }

  private static NDArray operand(Object object) {
    return object instanceof NDArray array ? array : null;
  }

  /** The derivative p x^(p - 1), for one exponent of all elements. */
  private static long power(Operation operation, NDArray x, NDArray result) {
    NDArray exponent = operand(operation.second());
    boolean known = Readable.isFloat(exponent);
    if (known && exponent.size() != 1) {
      return -1;
    }
    // DJL releases the array that it makes of a number at once.
    double p = known ? Values.at(exponent, 0) : exponent(x, result);
    return p == 0 ? -1 : Values.first(x, v -> !fits(x, p * Math.pow(v, p - 1)));
  }

  /** What all elements were raised to, from one of them and its power; 0 where none tells. */
  private static double exponent(NDArray x, NDArray result) {
    long at = Values.first(x, v -> v > 0 && Math.abs(v - 1) > 0.01);
    if (at >= 0) {
      double power = Values.at(result, at);
      return power > 0 && power <= Double.MAX_VALUE
          ? Math.log(power) / Math.log(Values.at(x, at))
          : 0;
    }
    // All are zeros and stay zeros: the exponent is above 0, and a whole one harms nobody.
    return Values.first(x, v -> v != 0) < 0 && Values.first(result, v -> v != 0) < 0 ? 0.5 : 0;
  }

  /** The derivatives 1 / b and a / b^2, as the engine computes them. */
  private static long quotient(NDArray a, NDArray b, NDArray result) {
    if (!Readable.isFloat(b) || !Readable.isFloat(result)) {
      return -1;
    }
    double largest = Values.largest(a);
    double most = Double.isNaN(largest) ? 0 : largest;
    long at = Values.first(b, v -> !fits(b, 1 / v) || !fits(b, most / v / v));
    if (at < 0) {
      return -1;
    }
    if (b.size() == result.size()) {
      return at;
    }
    for (long i = 0; i < result.size(); i++) {
      if (Values.broadcast(b, result.getShape(), i) == at) {
        return i;
      }
    }
    return 0;
  }

  private static long bothZero(NDArray y, NDArray x) {
    if (x == null || x.size() != y.size()) {
      return -1;
    }
    long[] at = {-1};
    long first = Values.first(y, v -> ++at[0] >= 0 && v == 0 && Values.at(x, at[0]) == 0);
    return first;
  }

  private static boolean fits(NDArray array, double value) {
    double most =
        array.getDataType() == DataType.FLOAT64
            ? Double.MAX_VALUE
            : array.getDataType() == DataType.FLOAT16 ? 65_504 : Float.MAX_VALUE;
    return Math.abs(value) <= most;
  }
}
