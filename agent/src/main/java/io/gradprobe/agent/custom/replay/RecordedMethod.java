package io.gradprobe.agent.custom.replay;

import io.gradprobe.agent.custom.heap.Opening;
import io.gradprobe.agent.source.SourceLine;
import io.gradprobe.agent.weave.Numbered;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

/** A method of the program's own whose calls are recorded where a tape runs. */
public final class RecordedMethod implements Numbered.Target {
  private final String className;
  private final String name;
  private final String descriptor;
  private final String location;
  private final boolean isPhase;
  private final boolean isPure;
  private final Set<String> statics;

  /** Whether it was seen to run backward or a step: its calls are part of the loop. */
  private volatile boolean isDriver;

  private volatile Method method;

  /**
   * @param className binary name
   * @param file the source file; null where unknown
   * @param line its first line; negative where unknown
   * @param isPhase whether it is a backward, clears, clips or steps
   * @param isPure whether it has no effect that can't be put back, such as input and output
   * @param statics binary names of the classes whose static fields it uses
   */
  public RecordedMethod(
      String className,
      String name,
      String descriptor,
      String file,
      int line,
      boolean isPhase,
      boolean isPure,
      Set<String> statics) {
    this.className = className;
    this.name = name;
    this.descriptor = descriptor;
    location = SourceLine.format(className, name, file, line);
    this.isPhase = isPhase;
    this.isPure = isPure;
    this.statics = Set.copyOf(statics);
  }

  boolean isPhase() {
    return isPhase;
  }

  boolean isPure() {
    return isPure;
  }

  boolean isDriver() {
    return isDriver;
  }

  void drives() {
    isDriver = true;
  }

  /** The classes whose static fields it uses. */
  Set<String> statics() {
    return statics;
  }

  /** Whether it is this method. */
  boolean is(String ofClass, String ofName, String ofDescriptor) {
    return name.equals(ofName) && descriptor.equals(ofDescriptor) && className.equals(ofClass);
  }

  /** Its name as the source writes it. */
  String plainName() {
    return SourceLine.plainName(name);
  }

  /** Where it is declared. */
  String location() {
    return location;
  }

  /**
   * Calls it.
   *
   * @param call the receiver, null for a static method, and the arguments
   * @param loader through which the class is found
   */
  Object call(Object[] call, ClassLoader loader) throws ReflectiveOperationException {
    Method known = method;
    if (known == null) {
      known = find(loader);
      method = known;
    }
    try {
      return known.invoke(call[0], Arrays.copyOfRange(call, 1, call.length));
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(plainName() + " has thrown " + e.getCause(), e);
    }
  }

  private Method find(ClassLoader loader) throws ReflectiveOperationException {
    Class<?> owner = Class.forName(className, false, loader);
    MethodType type = MethodType.fromMethodDescriptorString(descriptor, loader);
    for (Method declared : owner.getDeclaredMethods()) {
      if (declared.getName().equals(name)
          && declared.getReturnType() == type.returnType()
          && Arrays.equals(declared.getParameterTypes(), type.parameterArray())) {
        Opening.open(declared);
        return declared;
      }
    }
    throw new NoSuchMethodException(className + "." + name + descriptor);
  }

  @Override
  public MethodHandle handle(String hook, MethodType type) throws ReflectiveOperationException {
    return MethodHandles.lookup()
        .findStatic(TapeHooks.class, hook, type.insertParameterTypes(0, RecordedMethod.class))
        .bindTo(this);
  }

  @Override
  public String name() {
    return "recorder of " + className + "." + name;
  }
}
