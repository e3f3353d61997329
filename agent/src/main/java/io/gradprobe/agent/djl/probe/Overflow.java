package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.DataType;

/** Results that are infinite only since the numbers of their type end too early. */
final class Overflow {
  private Overflow() {}

  /**
   * What is to be said of a result that is not finite; empty where it is no overflow.
   *
   * @param at the element
   */
  static String shown(Operation operation, NDArray result, long at) {
    String most = most(result.getDataType());
    boolean overflows =
        Double.isInfinite(Values.at(result, at)) && mayOverflow(operation, result, at);
    return !overflows || most.isEmpty()
        ? ""
        : ": it overflows " + result.getDataType().name() + " (max " + most + ")";
  }

  private static String most(DataType type) {
    return switch (type) {
      case FLOAT16 -> "65504";
      case FLOAT32 -> "3.4e38";
      case FLOAT64 -> "1.8e308";
      default -> "";
    };
  }

  /** Whether it is not infinite by nature: of operands that are finite. */
  private static boolean mayOverflow(Operation operation, NDArray result, long at) {
    boolean[] finite = {true};
    operation.operands(operand -> finite[0] &= Values.kinds(operand) == 0);
    return finite[0]
        && switch (operation.name()) {
          case "exp", "add", "sub", "mul", "square", "matmul", "dot", "sum", "mean", "prod" -> true;
          case "addi", "subi", "muli", "cumSum", "norm", "to" -> true;
          case "div" -> operation.second() instanceof NDArray b && !isZero(b, result, at);
          case "pow" -> operation.first() instanceof NDArray x && !isZero(x, result, at);
          default -> false;
        };
  }

  private static boolean isZero(NDArray operand, NDArray result, long at) {
    long place = Values.broadcast(operand, result.getShape(), at);
    return place < 0 || !(Math.abs(Values.at(operand, place)) > 0);
  }
}
