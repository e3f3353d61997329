package io.gradprobe.agent.weave;

import static org.objectweb.asm.Opcodes.ACC_FINAL;
import static org.objectweb.asm.Opcodes.ACC_PUBLIC;
import static org.objectweb.asm.Opcodes.ACC_STATIC;
import static org.objectweb.asm.Opcodes.ACC_SYNTHETIC;
import static org.objectweb.asm.Opcodes.ACC_VOLATILE;
import static org.objectweb.asm.Opcodes.ALOAD;
import static org.objectweb.asm.Opcodes.ARETURN;
import static org.objectweb.asm.Opcodes.CHECKCAST;
import static org.objectweb.asm.Opcodes.GETSTATIC;
import static org.objectweb.asm.Opcodes.IASTORE;
import static org.objectweb.asm.Opcodes.ICONST_0;
import static org.objectweb.asm.Opcodes.ICONST_1;
import static org.objectweb.asm.Opcodes.ILOAD;
import static org.objectweb.asm.Opcodes.INVOKEVIRTUAL;
import static org.objectweb.asm.Opcodes.RETURN;
import static org.objectweb.asm.Opcodes.V17;

import io.gradprobe.AgentLoader;
import io.gradprobe.agent.source.CallSites;
import java.lang.instrument.Instrumentation;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Handle;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Defines the one class that woven code names: a bootstrap method for invokedynamic, and the place
 * where the user's classes leave the numbers of their lines. It stands in package java.lang because
 * that is what every class loader can see, one that does not delegate to the system loader
 * included. (JaCoCo defines its runtime the same way.)
 */
public final class DispatcherClass {
  /** Its internal name. */
  public static final String NAME = "java/lang/$Gradprobe";

  /** The method that leaves the number of a line on its thread. */
  static final String LINE = "line";

  static final String LINE_TYPE = "(I)V";

  /** The method that leaves the number of a line that drops a result on its thread. */
  static final String DROPPED = "dropped";

  private static final String LINES = "lines";
  private static final String THREAD_LOCAL = "java/lang/ThreadLocal";
  private static final String LINKER = "linker";
  private static final String CALL_LINKER = "callLinker";

  /** The type of the bootstrap method {@code bootstrap}. */
  public static final MethodType LINK =
      MethodType.methodType(
          CallSite.class, MethodHandles.Lookup.class, String.class, MethodType.class, String.class);

  /** The bootstrap method, as class files of ours name it. */
  static final Handle BOOTSTRAP =
      new Handle(Opcodes.H_INVOKESTATIC, NAME, "bootstrap", LINK.toMethodDescriptorString(), false);

  /** The bootstrap method of calls that are led through a probe. */
  static final String CALL_BOOTSTRAP = "bootstrapCall";

  /** What {@link #LINK} takes, the class that the method is called on, and 1 where it is static. */
  static final MethodType CALL_LINK = LINK.appendParameterTypes(Class.class, int.class);

  private static boolean defined;

  private DispatcherClass() {}

  /** Defines the class where no framework's weaver has done so yet. */
  public static synchronized void ready(AgentLoader agent, Instrumentation instrumentation)
      throws ReflectiveOperationException {
    if (!defined) {
      Linkers linkers = new Linkers(agent, List.of());
      define(instrumentation, linkers.handle(), linkers.callHandle());
    }
  }

  /**
   * Defines the class, or finds the one that an earlier start has defined.
   *
   * @param linker takes what a bootstrap method takes and the name of the probe's class
   * @param callLinker is of type {@link #CALL_LINK}
   * @return the bootstrap method
   */
  static synchronized Method define(
      Instrumentation instrumentation, MethodHandle linker, MethodHandle callLinker)
      throws ReflectiveOperationException {
    defined = true;
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
    type.getField(CALL_LINKER).set(null, callLinker.asType(CALL_LINK));
    type.getField(LINES).set(null, CallSites.threadLocal());
    return type.getMethod("bootstrap", LINK.parameterArray());
  }

  private static byte[] bytes() {
    ClassWriter writer = new ClassWriter(0);
    writer.visit(V17, ACC_PUBLIC | ACC_FINAL | ACC_SYNTHETIC, NAME, null, "java/lang/Object", null);
    bootstrap(writer, "bootstrap", LINKER, LINK);
    bootstrap(writer, CALL_BOOTSTRAP, CALL_LINKER, CALL_LINK);
    String local = "L" + THREAD_LOCAL + ";";
    writer.visitField(ACC_PUBLIC | ACC_STATIC, LINES, local, null, null).visitEnd();
    store(writer, LINE, ICONST_0);
    store(writer, DROPPED, ICONST_1);
    writer.visitEnd();
    return writer.toByteArray();
  }

  /** A method that hands what it is given to the method handle in a field. */
  private static void bootstrap(ClassWriter writer, String name, String field, MethodType type) {
    String handle = "java/lang/invoke/MethodHandle";
    String descriptor = type.toMethodDescriptorString();
    writer
        .visitField(ACC_PUBLIC | ACC_STATIC | ACC_VOLATILE, field, "L" + handle + ";", null, null)
        .visitEnd();
    MethodVisitor code = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, name, descriptor, null, null);
    code.visitCode();
    code.visitFieldInsn(GETSTATIC, NAME, field, "L" + handle + ";");
    for (int i = 0; i < type.parameterCount(); i++) {
      code.visitVarInsn(type.parameterType(i) == int.class ? ILOAD : ALOAD, i);
    }
    code.visitMethodInsn(INVOKEVIRTUAL, handle, "invokeExact", descriptor, false);
    code.visitInsn(ARETURN);
    code.visitMaxs(type.parameterCount() + 1, type.parameterCount());
    code.visitEnd();
  }

  /** {@code static void line(int number) { ((int[]) lines.get())[0] = number; }}. */
  private static void store(ClassWriter writer, String name, int index) {
    MethodVisitor code = writer.visitMethod(ACC_PUBLIC | ACC_STATIC, name, LINE_TYPE, null, null);
    code.visitCode();
    code.visitFieldInsn(GETSTATIC, NAME, LINES, "L" + THREAD_LOCAL + ";");
    code.visitMethodInsn(INVOKEVIRTUAL, THREAD_LOCAL, "get", "()Ljava/lang/Object;", false);
    code.visitTypeInsn(CHECKCAST, "[I");
    code.visitInsn(index);
    code.visitVarInsn(ILOAD, 0);
    code.visitInsn(IASTORE);
    code.visitInsn(RETURN);
    code.visitMaxs(3, 1);
    code.visitEnd();
  }
}
