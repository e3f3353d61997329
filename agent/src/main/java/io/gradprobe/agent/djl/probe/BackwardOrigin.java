package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;
import java.util.BitSet;

/**
 * The operation, nearest to the loss, whose derivative is not finite at its operands' values: there
 * backward first makes NaN or Infinity of a gradient that was finite, zero included (0 times
 * Infinity), be the value itself used or masked away.
 */
final class BackwardOrigin {
  private static final double LARGEST_FLOAT = Float.MAX_VALUE;

  private BackwardOrigin() {}

  /**
   * What was found.
   *
   * @param operation the operation
   * @param array the operand or result at which it shows
   * @param index the element of that array
   */
  record Place(Operation operation, NDArray array, int index) {}

  /** The place; null where every derivative is finite. */
  static Place find(Graph graph, NDArray target) {
    BitSet ancestors = graph.ancestors(target, false);
    for (int i = ancestors.length() - 1; i >= 0; i = ancestors.previousSetBit(i - 1)) {
      Place place = singular(graph.get(i));
      if (place != null) {
        return place;
      }
    }
    return null;
  }

  private static Place singular(Operation operation) {
    if (!(operation.result() instanceof NDArray result) || operation.isInPlace()) {
      return null;
    }
    NDArray operand = operation.first() instanceof NDArray array ? array : null;
    int at =
        switch (operation.name()) {
          case "sqrt" -> first(operand, x -> !(x > 0));
          case "log", "log2", "log10" -> first(operand, x -> !fits(operand, 1 / x));
          case "asin", "acos" -> first(operand, x -> !(Math.abs(x) < 1));
          case "pow" -> pow(operation);
          case "div" -> div(operation);
          case "atan2" -> atan2(operation);
          default -> -1;
        };
    if (at >= 0) {
      return new Place(operation, operation.name().equals("div") ? result : operand, at);
    }
    int masked = Values.kinds(result) == 0 ? -1 : Values.firstNonFinite(Values.all(result));
    boolean made = masked >= 0 && (operand == null || Values.kinds(operand) == 0);
    return made ? new Place(operation, result, masked) : null;
  }

  private interface Test {
    boolean isSingular(double x);
  }

  private static int first(NDArray operand, Test test) {
    double[] values = operand == null ? null : Values.all(operand);
    for (int i = 0; values != null && i < values.length; i++) {
      if (test.isSingular(values[i])) {
        return i;
      }
    }
    return -1;
  }

  /** The derivative p x^(p - 1); p is one number, or one for each element. */
  private static int pow(Operation operation) {
    NDArray base = (NDArray) operation.first();
    double[] x = Values.all(base);
    double[] p = operation.second() instanceof NDArray array ? Values.all(array) : null;
    if (x != null && p == null) {
      // DJL releases the array that it makes of a number at once.
      p = new double[] {exponent(x, Values.all((NDArray) operation.result()))};
    }
    if (x == null || (p.length != 1 && p.length != x.length)) {
      return -1;
    }
    for (int i = 0; i < x.length; i++) {
      double power = p.length == 1 ? p[0] : p[i];
      if (power != 0 && !fits(base, power * Math.pow(x[i], power - 1))) {
        return i;
      }
    }
    return -1;
  }

  /** What all elements were raised to, from one of them and its power; 0 where none tells. */
  private static double exponent(double[] x, double[] powers) {
    for (int i = 0; powers != null && i < x.length && i < powers.length; i++) {
      boolean tells = x[i] > 0 && Math.abs(x[i] - 1) > 0.01 && powers[i] > 0;
      if (tells && powers[i] <= Double.MAX_VALUE) {
        return Math.log(powers[i]) / Math.log(x[i]);
      }
    }
    return 0;
  }

  /** The derivatives 1 / b and a / b^2, as the engine computes them; an index of the quotient. */
  private static int div(Operation operation) {
    NDArray divisor = operation.second() instanceof NDArray array ? array : null;
    NDArray result = (NDArray) operation.result();
    double[] b = divisor == null ? null : Values.all(divisor);
    double[] a = Values.all((NDArray) operation.first());
    if (b == null || !Readable.isFloat(result)) {
      return -1;
    }
    double least = Double.POSITIVE_INFINITY;
    double most = 0;
    for (double x : b) {
      least = Math.min(least, Math.abs(x));
    }
    for (int i = 0; a != null && i < a.length; i++) {
      most = Math.max(most, Math.abs(a[i]));
    }
    if (fits(divisor, 1 / least) && fits(divisor, most / least / least)) {
      return -1;
    }
    for (int i = 0; i < result.size(); i++) {
      long atA = Values.broadcast(operation.first(), result.getShape(), i);
      long atB = Values.broadcast(divisor, result.getShape(), i);
      double x = a == null || atA < 0 ? 0 : a[(int) atA];
      double y = atB < 0 ? 1 : b[(int) atB];
      if (!fits(divisor, 1 / y) || !fits(divisor, x / y / y)) {
        return i;
      }
    }
    return -1;
  }

  private static int atan2(Operation operation) {
    double[] y = Values.all((NDArray) operation.first());
    double[] x = operation.second() instanceof NDArray array ? Values.all(array) : null;
    for (int i = 0; x != null && y != null && x.length == y.length && i < x.length; i++) {
      if (x[i] == 0 && y[i] == 0) {
        return i;
      }
    }
    return -1;
  }

  private static boolean fits(NDArray array, double derivative) {
    double most = array.getDataType() == DataType.FLOAT64 ? Double.MAX_VALUE : LARGEST_FLOAT;
    return Math.abs(derivative) <= (array.getDataType() == DataType.FLOAT16 ? 65_504 : most);
  }
}
