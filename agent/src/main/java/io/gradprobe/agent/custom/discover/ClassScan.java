package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.FieldVisitor;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * What a first quick look at a class file tells.
 *
 * @param name the internal name
 * @param parents the super class and the interfaces
 * @param computes whether it adds, subtracts, multiplies or divides floating point numbers
 * @param scales whether it multiplies or divides them
 * @param holdsArrays whether it has a field with an array of them
 * @param references the classes that it refers to
 */
record ClassScan(
    String name,
    List<String> parents,
    boolean computes,
    boolean scales,
    boolean holdsArrays,
    Set<String> references) {
  private static final int CLASS_TAG = 7;

  /** Looks at it; null where the bytes are no class file that can be read. */
  static ClassScan of(byte[] bytes) {
    try {
      ClassReader reader = new ClassReader(bytes);
      Arithmetic arithmetic = new Arithmetic();
      reader.accept(arithmetic, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      List<String> parents = new ArrayList<>(List.of(reader.getInterfaces()));
      if (reader.getSuperName() != null) {
        parents.add(reader.getSuperName());
      }
      return new ClassScan(
          reader.getClassName(),
          parents,
          arithmetic.scales || arithmetic.adds,
          arithmetic.scales,
          arithmetic.holdsArrays,
          references(reader));
    } catch (RuntimeException e) {
      // The reader has no checks of its own: damaged bytes end in any exception.
      return null;
    }
  }

  private static Set<String> references(ClassReader reader) {
    Set<String> names = new HashSet<>();
    char[] buffer = new char[reader.getMaxStringLength()];
    for (int i = 1; i < reader.getItemCount(); i++) {
      int offset = reader.getItem(i);
      if (offset > 0 && reader.readByte(offset - 1) == CLASS_TAG) {
        String name = reader.readUTF8(offset, buffer);
        if (name != null && !name.startsWith("java/") && !name.startsWith("[")) {
          names.add(name);
        }
      }
    }
    return names;
  }

  private static final class Arithmetic extends ClassVisitor {
    boolean scales;
    boolean adds;
    boolean holdsArrays;

    private final MethodVisitor code =
        new MethodVisitor(Opcodes.ASM9) {
          @Override
          public void visitInsn(int opcode) {
            switch (opcode) {
              case Opcodes.DMUL, Opcodes.FMUL, Opcodes.DDIV, Opcodes.FDIV -> scales = true;
              case Opcodes.DADD, Opcodes.FADD, Opcodes.DSUB, Opcodes.FSUB -> adds = true;
              default -> {}
            }
          }
        };

    Arithmetic() {
      super(Opcodes.ASM9);
    }

    @Override
    public FieldVisitor visitField(
        int access, String name, String descriptor, String signature, Object value) {
      holdsArrays |= descriptor.startsWith("[") && Sym.isFloating(descriptor);
      return null;
    }

    @Override
    public MethodVisitor visitMethod(
        int access, String name, String descriptor, String signature, String[] exceptions) {
      return code;
    }
  }
}
