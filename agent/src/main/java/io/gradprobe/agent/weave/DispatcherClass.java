package io.gradprobe.agent.weave;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ACC_VOLATILE;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.V17;

import java.lang.instrument.Instrumentation;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.MethodVisitor;

/**
 * Defines the one class that woven code names: a bootstrap method for invokedynamic. It stands in
 * package java.lang because that is what every class loader can see, one that does not delegate to
 * the system loader included. (JaCoCo defines its runtime the same way.)
 */
final class DispatcherClass {
  private static final String NAME = "java/lang/$Gradprobe";
  private static final String LINKER = "linker";
  private static final MethodType LINK =
      MethodType.methodType(
          CallSite.class, MethodHandles.Lookup.class, String.class, MethodType.class, String.class);

  private DispatcherClass() {}

  /**
   * Defines the class, or finds the one that an earlier start has defined.
   *
   * @param linker takes what a bootstrap method takes and the name of the probe's class
   * @return the bootstrap method
   */
  static Method define(Instrumentation instrumentation, MethodHandle linker)
      throws ReflectiveOperationException {
    Module own = DispatcherClass.class.getModule();
    instrumentation.redefineModule(
        Object.class.getModule(),
        Set.of(),
        Map.of(),
        Map.of("java.lang", Set.of(own)),
        Set.of(),
        Map.of());
    Class<?> type;
    try {
      type =
          MethodHandles.privateLookupIn(Object.class, MethodHandles.lookup()).defineClass(bytes());
    } catch (LinkageError e) {
      type = Class.forName(NAME.replace('/', '.'), true, null);
    }
    type.getField(LINKER).set(null, linker.asType(LINK));
    return type.getMethod("bootstrap", LINK.parameterArray());
  }

  private static byte[] bytes() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(V17, ACC_PUBLIC | ACC_FINAL | ACC_SYNTHETIC, NAME, null, "java/lang/Object", null);
    String handle = "java/lang/invoke/MethodHandle";
    writer
        .visitField(ACC_PUBLIC | ACC_STATIC | ACC_VOLATILE, LINKER, "L" + handle + ";", null, null)
        .visitEnd();
    MethodVisitor code =
        writer.visitMethod(
            ACC_PUBLIC | ACC_STATIC, "bootstrap", LINK.toMethodDescriptorString(), null, null);
    code.visitCode();
    code.visitFieldInsn(GETSTATIC, NAME, LINKER, "L" + handle + ";");
    for (int i = 0; i < LINK.parameterCount(); i++) {
      code.visitVarInsn(ALOAD, i);
    }
    code.visitMethodInsn(
        INVOKEVIRTUAL, handle, "invokeExact", LINK.toMethodDescriptorString(), false);
    code.visitInsn(ARETURN);
    code.visitMaxs(LINK.parameterCount() + 1, LINK.parameterCount());
    code.visitEnd();
    writer.visitEnd();
    return writer.toByteArray();
  }
}
