package io.gradprobe.agent.weave;

import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Goes over the calls in a class file, without changing anything. */
final class CallSearch extends ClassVisitor {
  /** Takes each call. */
  interface Taker {
    /**
     * A call.
     *
     * @param method name and descriptor of the method that makes it
     * @param owner internal name of the class that it is made on
     */
    void take(String method, String owner, String name, String descriptor);
  }

  private final Taker taker;

  private CallSearch(Taker taker) {
    super(Opcodes.ASM9);
    this.taker = taker;
  }

  /** Goes over them. An empty file has none. */
  static void in(byte[] classFile, Taker taker) {
    if (classFile.length > 0) {
      new ClassReader(classFile)
          .accept(new CallSearch(taker), ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
    }
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String method, String type, String sign, String[] exceptions) {
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        taker.take(method + type, owner, name, descriptor);
      }
    };
  }
}
