package io.gradprobe.agent.custom.replay;

import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Arrays;
import java.util.Set;

/** Calls that a test has recorded by hand. */
final class Recorded {
  private Recorded() {}

  static RecordedMethod method(Class<?> owner, String name) {
    return method(owner, name, false);
  }

  static RecordedMethod method(Class<?> owner, String name, boolean isPhase) {
    Method method =
        Arrays.stream(owner.getDeclaredMethods())
            .filter(m -> m.getName().equals(name))
            .findFirst()
            .orElseThrow();
    String descriptor =
        MethodType.methodType(method.getReturnType(), method.getParameterTypes())
            .toMethodDescriptorString();
    return new RecordedMethod(
        owner.getName(), name, descriptor, "Test.java", 7, isPhase, true, Set.of());
  }

  /** A call that has returned. */
  static Entry call(RecordedMethod method, Object result, Object receiver, Object... arguments) {
    Object[] call = new Object[arguments.length + 1];
    call[0] = receiver;
    System.arraycopy(arguments, 0, call, 1, arguments.length);
    Entry entry = new Entry(method, call);
    entry.result = result;
    entry.hasEnded = true;
    return entry;
  }
}
