package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The engine's methods by which operations are called once more. */
final class EngineMethods {
  /** The product of two arrays. */
  static final Method MUL = mul();

  private static final Map<String, Method> KNOWN = new ConcurrentHashMap<>();

  private EngineMethods() {}

  /**
   * A method of the engine.
   *
   * @param signature its name and the types of its parameters: {@code mul(my.A,my.B)}
   * @param name its name
   */
  static Method of(String signature, String name) {
    return KNOWN.computeIfAbsent(
        signature,
        s ->
            Arrays.stream(JniUtils.class.getMethods())
                .filter(m -> m.getName().equals(name) && signature.equals(name + types(m)))
                .findFirst()
                .orElseThrow());
  }

  private static Method mul() {
    try {
      return JniUtils.class.getMethod("mul", PtNDArray.class, PtNDArray.class);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String types(Method method) {
    List<String> names = new ArrayList<>();
    for (Class<?> type : method.getParameterTypes()) {
      names.add(type.getName());
    }
    return "(" + String.join(",", names) + ")";
  }
}
