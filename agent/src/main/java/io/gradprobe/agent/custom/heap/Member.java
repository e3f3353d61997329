package io.gradprobe.agent.custom.heap;

import io.gradprobe.agent.custom.binding.MemberRef;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Field;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;

/**
 * A field of the program's, or an accessor without arguments, that can be read: private ones, those
 * of records, local and hidden classes included. Reads what is there now.
 */
public final class Member {
  private static final MethodType OBJECT = MethodType.methodType(Object.class, Object.class);
  private static final MethodType NUMBER = MethodType.methodType(double.class, Object.class);

  private final String name;
  private final Class<?> type;
  private final Class<?> owner;
  private final boolean isStatic;
  private final int place;
  private final MethodHandle object;
  private final MethodHandle number;

  /** Null for an accessor. */
  private final Field field;

  private Member(java.lang.reflect.Member member, Class<?> type, int place, MethodHandle getter) {
    name = member.getName();
    field = member instanceof Field own ? own : null;
    owner = member.getDeclaringClass();
    isStatic = Modifier.isStatic(member.getModifiers());
    this.type = type;
    this.place = place;
    MethodHandle of = isStatic ? MethodHandles.dropArguments(getter, 0, Object.class) : getter;
    object = of.asType(OBJECT);
    number = type == double.class || type == float.class ? of.asType(NUMBER) : null;
  }

  /** A field. */
  public static Member of(Field field) throws IllegalAccessException {
    Opening.open(field);
    return new Member(
        field,
        field.getType(),
        Arrays.asList(field.getDeclaringClass().getDeclaredFields()).indexOf(field),
        MethodHandles.lookup().unreflectGetter(field));
  }

  /**
   * What a binding names, looked up through the loader of one of the program's classes.
   *
   * @throws ReflectiveOperationException where there is no such member
   */
  public static Member of(MemberRef ref, ClassLoader loader) throws ReflectiveOperationException {
    Class<?> owner = Class.forName(ref.owner(), false, loader);
    if (ref.kind() == MemberRef.Kind.FIELD) {
      return of(owner.getDeclaredField(ref.name()));
    }
    Method method = owner.getDeclaredMethod(ref.name());
    Opening.open(method);
    return new Member(method, method.getReturnType(), 0, MethodHandles.lookup().unreflect(method));
  }

  /** Whether it is the same member of the same class. */
  boolean isSame(Member other) {
    return owner == other.owner && name.equals(other.name);
  }

  /** The member's own name. */
  public String name() {
    return name;
  }

  /** The place of a field among those of its class, in the order of the source. */
  int place() {
    return place;
  }

  /** The type that it is declared with. */
  public Class<?> type() {
    return type;
  }

  /** Whether it belongs to its class, not to an object. */
  boolean isStatic() {
    return isStatic;
  }

  /** Whether it yields a {@code double} or a {@code float}. */
  public boolean isNumber() {
    return number != null;
  }

  /** What it yields now; null where it can't be read. */
  public Object get(Object owner) {
    try {
      return (Object) object.invokeExact(owner);
    } catch (Throwable e) {
      return null;
    }
  }

  /** The number that it yields now; NaN where it can't be read. */
  double number(Object owner) {
    try {
      return (double) number.invokeExact(owner);
    } catch (Throwable e) {
      return Double.NaN;
    }
  }

  /** Sets the number that the field of an object holds. */
  void setNumber(Object of, double value) throws IllegalAccessException {
    if (field == null) {
      throw new IllegalAccessException(name + "() only reads");
    }
    if (type == float.class) {
      field.setFloat(of, (float) value);
    } else {
      field.setDouble(of, value);
    }
  }
}
