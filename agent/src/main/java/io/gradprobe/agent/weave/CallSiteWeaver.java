package io.gradprobe.agent.weave;

import io.gradprobe.agent.source.CallSites;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Weaves the user's own classes: before each call of a framework's method the thread is told the
 * number of the line. Two instructions a call, no branch, so that frames stay as they are.
 */
final class CallSiteWeaver {
  private static final int API = Opcodes.ASM9;

  private final String prefix;

  /**
   * @param prefix of the framework's internal class names
   */
  CallSiteWeaver(String prefix) {
    this.prefix = prefix;
  }

  /** The woven class; null where it calls nothing of the framework. */
  byte[] weave(byte[] bytes) {
    ClassReader reader = new ClassReader(bytes);
    ClassWriter writer = new ClassWriter(reader, 0);
    Sites sites = new Sites(writer);
    reader.accept(sites, 0);
    return sites.any ? writer.toByteArray() : null;
  }

  /** Whether a class that is loaded already would be woven: its file is read. */
  boolean isWoven(Class<?> loaded) {
    String file = loaded.getName().replace('.', '/') + ".class";
    try (InputStream in = loaded.getClassLoader().getResourceAsStream(file)) {
      return in != null
          && new String(in.readAllBytes(), StandardCharsets.ISO_8859_1).contains(prefix);
    } catch (IOException | RuntimeException e) {
      return false;
    }
  }

  private final class Sites extends ClassVisitor {
    private String className = "";
    private String file;
    private boolean any;

    Sites(ClassVisitor next) {
      super(API, next);
    }

    @Override
    public void visit(
        int version, int access, String name, String sign, String parent, String[] interfaces) {
      className = name.replace('/', '.');
      super.visit(version, access, name, sign, parent, interfaces);
    }

    @Override
    public void visitSource(String source, String debug) {
      file = source;
      super.visitSource(source, debug);
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String sign, String[] exceptions) {
      MethodVisitor next = super.visitMethod(access, name, descriptor, sign, exceptions);
      return next == null ? null : new Calls(next, name);
    }

    private final class Calls extends MethodVisitor {
      private final String method;
      private int line = -1;
      private boolean woven;

      Calls(MethodVisitor next, String method) {
        super(API, next);
        this.method = method;
      }

      @Override
      public void visitLineNumber(int number, Label start) {
        line = number;
        super.visitLineNumber(number, start);
      }

      @Override
      public void visitMethodInsn(
          int opcode, String owner, String name, String descriptor, boolean isInterface) {
        if (owner.startsWith(prefix)) {
          int site = CallSites.add(className, method, file, line, name);
          super.visitLdcInsn(site);
          super.visitMethodInsn(
              Opcodes.INVOKESTATIC,
              DispatcherClass.NAME,
              DispatcherClass.LINE,
              DispatcherClass.LINE_TYPE,
              false);
          woven = true;
          any = true;
        }
        super.visitMethodInsn(opcode, owner, name, descriptor, isInterface);
      }

      @Override
      public void visitMaxs(int maxStack, int maxLocals) {
        super.visitMaxs(woven ? maxStack + 1 : maxStack, maxLocals);
      }
    }
  }
}
