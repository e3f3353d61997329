package io.gradprobe.agent.custom.heap;

import java.lang.reflect.Array;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** The single numbers that a graph of the program's own is made of. */
public final class Nodes {
  private final BoundSlot slot;

  private Nodes(BoundSlot slot) {
    this.slot = slot;
  }

  /** Those of the first slot whose objects hold a single number each; null where there is none. */
  public static Nodes of(List<BoundSlot> slots) {
    return slots.stream()
        .filter(slot -> slot.owner() != null && slot.isScalar() && slot.hasGradient())
        .findFirst()
        .map(Nodes::new)
        .orElse(null);
  }

  /** Whether an object is one of them. */
  public boolean isNode(Object object) {
    return slot.isOwner(object);
  }

  /** Whether they are of single precision. */
  public boolean isSingle() {
    return slot.isFloat();
  }

  /** The nearest number that they can hold. */
  public double rounded(double number) {
    return isSingle() ? (float) number : number;
  }

  /** The number that one holds; null where it can't be read. */
  public Double value(Object node) {
    return isNode(node) ? number(slot.valueLeaf(node), node) : null;
  }

  /** Its gradient; null where it can't be read. */
  public Double gradient(Object node) {
    return isNode(node) ? number(slot.gradientLeaf(node), node) : null;
  }

  private static Double number(Leaf leaf, Object node) {
    Elements elements = leaf == null ? null : Elements.of(node, leaf);
    return elements == null || elements.count() != 1 ? null : (Double) elements.first();
  }

  /**
   * A new one that was made from no others.
   *
   * @param type the class of those that the program itself makes so
   * @throws ReflectiveOperationException where there is no constructor that takes a number, and
   *     else only what may be left empty
   */
  public Object leaf(Class<?> type, double number) throws ReflectiveOperationException {
    Constructor<?> constructor =
        type == null || Modifier.isAbstract(type.getModifiers())
            ? null
            : Arrays.stream(type.getDeclaredConstructors())
                .filter(Nodes::takesOneNumber)
                .min(Comparator.comparingInt(Constructor::getParameterCount))
                .orElse(null);
    if (constructor == null) {
      throw new NoSuchMethodException("a constructor of " + type + " that takes a number");
    }
    Opening.open(constructor);
    Class<?>[] types = constructor.getParameterTypes();
    Object[] arguments = new Object[types.length];
    for (int i = 0; i < types.length; i++) {
      arguments[i] = argument(types[i], number);
    }
    Object leaf = constructor.newInstance(arguments);
    Double value = value(leaf);
    if (value == null || value != rounded(number)) {
      throw new InvocationTargetException(null, constructor + " makes " + value);
    }
    return leaf;
  }

  private static boolean takesOneNumber(Constructor<?> constructor) {
    int numbers = 0;
    for (Class<?> type : constructor.getParameterTypes()) {
      boolean number = type == double.class || type == float.class;
      boolean empty =
          type == String.class
              || type.isArray()
              || type == boolean.class
              || type.isAssignableFrom(List.class);
      if (!number && !empty) {
        return false;
      }
      numbers += number ? 1 : 0;
    }
    return numbers == 1;
  }

  private static Object argument(Class<?> type, double number) {
    if (type == double.class) {
      return number;
    }
    if (type == float.class) {
      return (float) number;
    }
    if (type == boolean.class) {
      return true;
    }
    if (type == String.class) {
      return "";
    }
    return type.isArray() ? Array.newInstance(type.getComponentType(), 0) : List.of();
  }
}
