package io.gradprobe.agent.custom.binding;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** The members of a class, as its class file declares them. */
final class ClassMembers extends ClassVisitor {
  /** A local variable with its method. */
  record Local(String method, String methodDescriptor, String name, String descriptor, int slot) {}

  String name;
  final List<String> parents = new ArrayList<>();
  final List<MemberRef> fields = new ArrayList<>();
  final List<MemberRef> methods = new ArrayList<>();
  final List<Local> locals = new ArrayList<>();

  private ClassMembers() {
    super(Opcodes.ASM9);
  }

  /** Reads them; null where the bytes are no class file that can be read. */
  static ClassMembers of(byte[] bytes) {
    ClassMembers members = new ClassMembers();
    try {
      new ClassReader(bytes).accept(members, ClassReader.SKIP_FRAMES);
    } catch (RuntimeException e) {
      // The reader has no checks of its own: damaged bytes end in any exception.
      return null;
    }
    return members;
  }

  @Override
  public void visit(
      int version, int access, String name, String signature, String parent, String[] interfaces) {
    this.name = name.replace('/', '.');
    if (parent != null) {
      parents.add(parent);
    }
    parents.addAll(List.of(interfaces));
  }

  @Override
  public FieldVisitor visitField(
      int access, String field, String descriptor, String signature, Object value) {
    fields.add(MemberRef.field(name, field, descriptor));
    return null;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String method, String descriptor, String signature, String[] exceptions) {
    methods.add(MemberRef.method(name, method, descriptor));
    return new MethodVisitor(Opcodes.ASM9) {
      @Override
      public void visitLocalVariable(
          String variable, String type, String signature, Label start, Label end, int index) {
        locals.add(new Local(method, descriptor, variable, type, index));
      }
    };
  }
}
