package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import io.gradprobe.agent.source.CallSites;
import java.util.Set;

/**
 * One operation of the engine in a step that is recorded for backward.
 *
 * @param name the engine's name of it
 * @param site number of the user's line
 * @param block the innermost block under way; null outside of all
 * @param first its operands: arrays, or an array or list of them; null where there are fewer
 * @param result what it made or, in place, wrote: an array or a list of them; may be null
 * @param time later operations have later ones
 */
record Operation(
    String name,
    int site,
    Block block,
    Object first,
    Object second,
    Object third,
    Object result,
    long time) {

  private static final Set<String> ELEMENTARY =
      Set.of(
          "add",
          "sub",
          "mul",
          "div",
          "neg",
          "abs",
          "square",
          "sqrt",
          "exp",
          "log",
          "pow",
          "tanh",
          "sin",
          "cos",
          "acos",
          "asin",
          "matMul",
          "stopGradient",
          "addi",
          "subi",
          "muli",
          "divi");

  /** What a tap of ours is recorded as. */
  static final String TAP = "tap";

  /** What a call that makes an array require a gradient is recorded as. */
  static final String REQUIRE_GRADIENT = "setRequiresGradient";

  /** The user's line; empty where unknown. */
  String line() {
    return CallSites.line(site);
  }

  /**
   * Whether the line is its own. Where the latest line called another operation that the engine has
   * under the same name, this one came by a way that leaves no line, such as a method reference.
   */
  boolean isAtItsLine() {
    String called = CallSites.called(site);
    boolean another = ELEMENTARY.contains(called) && ELEMENTARY.contains(shown());
    return called.equals(shown()) || (!another && !CallSites.isReference(site));
  }

  /** Its name as DJL's user writes it. */
  String shown() {
    return switch (name) {
      case "detachGradient" -> "stopGradient";
      case "createNdFromByteBuffer" -> "create";
      case "getByteBuffer" ->
          isHostRead(CallSites.called(site)) ? CallSites.called(site) : "toArray";
      case "matmul" -> "matMul";
      case "to" -> "toType";
      case "index", "indexAdv" -> "get";
      case "indexSet", "indexAdvPut", "booleanMaskSet" -> "set";
      default -> name;
    };
  }

  private static boolean isHostRead(String method) {
    return (method.startsWith("to") && method.endsWith("Array"))
        || method.equals("toByteBuffer")
        || method.startsWith("get");
  }

  /** Whether it wrote one of its operands instead of making something new. */
  boolean isInPlace() {
    return result != null && result == first;
  }

  /** Takes an array. */
  interface Visitor {
    /** An operand or a result. */
    void visit(NDArray array);
  }

  void operands(Visitor visitor) {
    each(first, visitor);
    each(second, visitor);
    each(third, visitor);
  }

  void results(Visitor visitor) {
    each(result, visitor);
  }

  private static void each(Object arrays, Visitor visitor) {
    if (arrays instanceof NDArray array) {
      visitor.visit(array);
    } else if (arrays instanceof NDList list) {
      list.forEach(visitor::visit);
    } else if (arrays instanceof Object[] all) {
      for (Object one : all) {
        each(one, visitor);
      }
    }
  }
}
