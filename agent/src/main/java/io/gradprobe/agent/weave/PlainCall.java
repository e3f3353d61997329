package io.gradprobe.agent.weave;

import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;

/** The call that stood where a woven one stands, with the rights of the class that makes it. */
final class PlainCall {
  private PlainCall() {}

  /**
   * The method that the caller would have called. Where there is none, what the JVM would have
   * thrown is thrown.
   *
   * @param type the call's type, the receiver first where the method is not static
   */
  static MethodHandle of(
      MethodHandles.Lookup caller, String name, MethodType type, Class<?> owner, boolean isStatic) {
    try {
      MethodHandle found =
          isStatic
              ? caller.findStatic(owner, name, type)
              : caller.findVirtual(owner, name, type.dropParameterTypes(0, 1));
      return found.asFixedArity().asType(type);
    } catch (NoSuchMethodException e) {
      throw (Error) new NoSuchMethodError(owner.getName() + "." + name + type).initCause(e);
    } catch (IllegalAccessException e) {
      throw (Error) new IllegalAccessError(owner.getName() + "." + name + type).initCause(e);
    }
  }
}
