package io.gradprobe.agent.weave;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;

/**
 * A call that is led through a probe. Native methods have no bytecode that a probe could be woven
 * into, so the call itself is bound to {@code enter}, the method, and {@code exit}.
 *
 * <p>The probe's class has a static {@code int enter(...)} that takes the call's first arguments,
 * the receiver before all, and tells how to go on: {@link #PASS}, {@link #FOLLOW} or {@link #SKIP};
 * and a static {@code void exit(int, Throwable, Object, ...)} that takes what {@code enter} told,
 * what was thrown, the result, and again the first arguments. Before the arguments either may take
 * the {@link Name} of the method. Where the call has not that many arguments or they are of other
 * types, the probe is not for it.
 */
public final class LedCall {
  /** The call is of no interest. */
  public static final int PASS = 0;

  /** The call's end is of interest. */
  public static final int FOLLOW = 1;

  /** The call is not to be made; it gives back its receiver where that fits, else null or 0. */
  public static final int SKIP = 2;

  private static final int TOLD = 3;
  private static final MethodHandle IS_SKIP;

  static {
    try {
      IS_SKIP =
          MethodHandles.lookup()
              .findStatic(LedCall.class, "isSkip", MethodType.methodType(boolean.class, int.class));
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /**
   * The name of a method that is called.
   *
   * @param text without class and types
   */
  public record Name(String text) {}

  private LedCall() {}

  @SuppressWarnings("unused") // by IS_SKIP
  private static boolean isSkip(int told) {
    return told == SKIP;
  }

  /** The call led through a probe; the plain one where the probe is not for it. */
  static MethodHandle of(MethodHandle plain, String called, Class<?> probe)
      throws IllegalAccessException {
    // From within the probe, for the reason that Linker gives.
    MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(probe, MethodHandles.lookup());
    MethodHandle enter = null;
    MethodHandle exit = null;
    for (Method method : probe.getDeclaredMethods()) {
      if (method.getName().equals("enter")) {
        enter = named(lookup.unreflect(method), 0, called);
      } else if (method.getName().equals("exit")) {
        exit = named(lookup.unreflect(method), TOLD, called);
      }
    }
    if (enter == null || exit == null) {
      throw new IllegalArgumentException(probe.getName() + " has no enter and exit");
    }
    return takes(enter.type(), 0, plain.type()) && takes(exit.type(), TOLD, plain.type())
        ? bind(plain, guarded(probe, enter), guarded(probe, exit))
        : plain;
  }

  private static MethodHandle named(MethodHandle probe, int at, String called) {
    MethodType type = probe.type();
    return type.parameterCount() > at && type.parameterType(at) == Name.class
        ? MethodHandles.insertArguments(probe, at, new Name(called))
        : probe;
  }

  private static boolean takes(MethodType probe, int from, MethodType call) {
    if (probe.parameterCount() - from > call.parameterCount()) {
      return false;
    }
    for (int i = from; i < probe.parameterCount(); i++) {
      if (!probe.parameterType(i).isAssignableFrom(call.parameterType(i - from))) {
        return false;
      }
    }
    return true;
  }

  private static MethodHandle guarded(Class<?> probe, MethodHandle method) {
    return Breaker.guard(probe.getSimpleName(), method).dynamicInvoker();
  }

  private static MethodHandle bind(MethodHandle plain, MethodHandle enter, MethodHandle exit) {
    MethodType call = plain.type();
    MethodHandle begin = widened(enter, 0, call);
    MethodHandle body =
        MethodHandles.tryFinally(MethodHandles.dropArguments(plain, 0, int.class), end(exit, call));
    MethodHandle skipped = skipped(body.type());
    MethodHandle decided =
        MethodHandles.guardWithTest(
            MethodHandles.dropArguments(IS_SKIP, 1, call.parameterList()), skipped, body);
    return MethodHandles.foldArguments(decided, begin);
  }

  private static MethodHandle skipped(MethodType told) {
    Class<?> result = told.returnType();
    boolean fits =
        told.parameterCount() > 1
            && !result.isPrimitive()
            && result.isAssignableFrom(told.parameterType(1));
    if (!fits) {
      return MethodHandles.empty(told);
    }
    MethodHandle receiver =
        MethodHandles.identity(told.parameterType(1))
            .asType(MethodType.methodType(result, told.parameterType(1)));
    return MethodHandles.dropArguments(
        MethodHandles.dropArguments(receiver, 0, int.class),
        2,
        told.parameterList().subList(2, told.parameterCount()));
  }

  /** What runs when the call has ended, of the type that {@code tryFinally} asks for. */
  private static MethodHandle end(MethodHandle exit, MethodType call) {
    // (told, thrown, result, arguments...)
    MethodHandle all = widened(exit, TOLD, call);
    Class<?> result = call.returnType();
    if (result == void.class) {
      MethodHandle told = MethodHandles.insertArguments(all, 2, (Object) null);
      MethodType type =
          call.insertParameterTypes(0, Throwable.class, int.class).changeReturnType(void.class);
      return MethodHandles.permuteArguments(told, type, order(call, false));
    }
    MethodType type = call.insertParameterTypes(0, Throwable.class, result, int.class);
    MethodHandle told =
        MethodHandles.permuteArguments(
            all.asType(all.type().changeParameterType(2, result)),
            type.changeReturnType(void.class),
            order(call, true));
    MethodHandle back =
        MethodHandles.dropArguments(
            MethodHandles.dropArguments(MethodHandles.identity(result), 0, Throwable.class),
            2,
            type.parameterList().subList(2, type.parameterCount()));
    return MethodHandles.foldArguments(back, told);
  }

  /** From (told, thrown[, result], arguments...) to (thrown[, result], told, arguments...). */
  private static int[] order(MethodType call, boolean hasResult) {
    int lead = hasResult ? 3 : 2;
    int[] order = new int[lead + call.parameterCount()];
    order[0] = lead - 1;
    order[1] = 0;
    if (hasResult) {
      order[2] = 1;
    }
    for (int i = lead; i < order.length; i++) {
      order[i] = i;
    }
    return order;
  }

  /** Takes all arguments of a call behind its own first ones. */
  private static MethodHandle widened(MethodHandle probe, int own, MethodType call) {
    int taken = probe.type().parameterCount() - own;
    List<Class<?>> arguments = call.parameterList();
    MethodHandle wide =
        MethodHandles.dropArguments(
            probe, probe.type().parameterCount(), arguments.subList(taken, arguments.size()));
    MethodType type = wide.type();
    for (int i = 0; i < taken; i++) {
      type = type.changeParameterType(own + i, arguments.get(i));
    }
    return wide.asType(type);
  }
}
