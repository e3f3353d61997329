package io.gradprobe.agent.custom.discover;

import java.util.List;
import java.util.Set;

/** Calls of Java's own library that move numbers. */
final class JavaCalls {
  private static final Set<String> BOXES =
      Set.of("java/lang/Double", "java/lang/Float", "java/lang/Number");

  private JavaCalls() {}

  /** The result of a call; null where this is none of those that are known here. */
  static Sym result(MethodId target, List<Sym> arguments) {
    String owner = target.owner();
    String name = target.name();
    if (BOXES.contains(owner)) {
      boolean isSame = name.equals("valueOf") || name.endsWith("Value");
      return isSame && !target.descriptor().contains("String") ? arguments.get(0) : null;
    }
    if (name.equals("clone") && arguments.size() == 1) {
      return arguments.get(0);
    }
    if (owner.equals("java/util/Arrays") && name.startsWith("copyOf")) {
      return arguments.get(0);
    }
    if (owner.equals("java/util/Arrays") && name.equals("stream")) {
      return Sym.element(arguments.get(0), 1);
    }
    if (owner.equals("java/util/Objects") && name.startsWith("requireNonNull")) {
      return arguments.get(0);
    }
    boolean isIndexed = target.descriptor().startsWith("(I)");
    if (name.equals("get") && isIndexed && holdsElements(owner)) {
      return Sym.element(arguments.get(0), Sym.sizeOf(target.result()));
    }
    if (owner.equals("java/lang/Math") || owner.equals("java/lang/StrictMath")) {
      String result = target.result();
      if (!result.equals("D") && !result.equals("F")) {
        return null;
      }
      int size = Sym.sizeOf(result);
      if (name.equals("fma")) {
        Sym product = Sym.operation('*', size, arguments.get(0), arguments.get(1));
        return Sym.operation('+', size, product, arguments.get(2));
      }
      if (name.equals("pow") && isTwo(arguments.get(arguments.size() - 1))) {
        return Sym.operation('*', size, arguments.get(0), arguments.get(0));
      }
      return Sym.operation(name.equals("log") ? 'l' : 'f', size, arguments.toArray(new Sym[0]));
    }
    return null;
  }

  private static boolean isTwo(Sym s) {
    return s.is(Sym.Kind.CONSTANT) && s.ref instanceof Number n && n.doubleValue() == 2;
  }

  /** The place that a call stores in; null where it stores in none. */
  static Sym place(MethodId target, List<Sym> arguments) {
    String owner = target.owner();
    String name = target.name();
    String descriptor = target.descriptor();
    if (owner.equals("java/util/Arrays") && (name.equals("fill") || name.equals("setAll"))) {
      return Sym.element(arguments.get(0), 2);
    }
    if (owner.equals("java/lang/System") && name.equals("arraycopy")) {
      return Sym.element(arguments.get(2), 2);
    }
    boolean isSet = name.equals("set") && descriptor.startsWith("(ILjava/lang/Object;)");
    boolean isPut =
        name.equals("put") && (descriptor.startsWith("(ID)") || descriptor.startsWith("(IF)"));
    if ((isSet || isPut) && holdsElements(owner)) {
      return Sym.element(arguments.get(0), 2);
    }
    return null;
  }

  /** What such a call stores. */
  static Sym stored(MethodId target, List<Sym> arguments) {
    if (target.name().equals("arraycopy")) {
      return Sym.element(arguments.get(0), 2);
    }
    return arguments.get(arguments.size() - 1);
  }

  private static boolean holdsElements(String owner) {
    return owner.startsWith("java/util/") && (owner.endsWith("List") || owner.endsWith("Vector"))
        || owner.equals("java/nio/DoubleBuffer")
        || owner.equals("java/nio/FloatBuffer");
  }
}
