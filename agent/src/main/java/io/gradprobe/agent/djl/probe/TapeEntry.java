package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Block;
import java.lang.reflect.Method;

/**
 * One operation of the engine on what comes from a parameter.
 *
 * @param call the method that was called
 * @param arguments its arguments; arrays stand as {@link Ref}, several as {@code Ref[]}
 * @param writes whether it writes its first operand and makes nothing
 * @param recorded whether the engine recorded it for backward
 * @param results numbers of the values that it made
 * @param operation what is told of it
 */
record TapeEntry(
    Method call,
    Object[] arguments,
    boolean writes,
    boolean recorded,
    int[] results,
    Operation operation) {

  /** An argument that is the value of this number. */
  record Ref(int value) {}

  /** Takes the number of a value. */
  interface Visitor {
    void visit(int value);
  }

  String name() {
    return call.getName();
  }

  /** Whether backward gives its operands nothing: it is no function of them, or not recorded. */
  boolean isCut() {
    return !recorded || Graph.isDetach(operation);
  }

  /** Whether it hands on its operand's value, without the gradient. */
  boolean isHidden() {
    return !recorded || name().equals("detachGradient");
  }

  /** The values that it takes. */
  void operands(Visitor visitor) {
    for (Object argument : arguments) {
      if (argument instanceof Ref ref) {
        visitor.visit(ref.value());
      } else if (argument instanceof Ref[] refs) {
        for (Ref ref : refs) {
          visitor.visit(ref.value());
        }
      }
    }
  }

  /** The values that it makes or writes. */
  void products(Visitor visitor) {
    for (int result : results) {
      visitor.visit(result);
    }
    if (writes) {
      visitor.visit(((Ref) arguments[0]).value());
    }
  }

  static Operation told(String name, int site, Block block) {
    return new Operation(name, site, block, null, null, null, null, 0);
  }
}
