package io.gradprobe.agent.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/**
 * Finds the variables or fields on which a method is called at a source line: the last one loaded
 * before each call and its constant argument, or the one that takes the call's result.
 */
final class ReceiverFinder extends ClassVisitor {
  private final String called;
  private final int line;
  private final List<String> found = new ArrayList<>();

  ReceiverFinder(String called, int line) {
    super(Opcodes.ASM9);
    this.called = called;
    this.line = line;
  }

  /** The names, one for each call at the line, in order; null for one that was not found. */
  List<String> names() {
    return found;
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] thrown) {
    return new Body();
  }

  private final class Body extends MethodVisitor {
    private final Map<Label, Integer> offsets = new HashMap<>();

    /** Variable, position and place among the names, of each call on a local variable. */
    private final List<int[]> wanted = new ArrayList<>();

    private int position;

    /** Position of the latest call that was looked for. */
    private int calledAt = -2;

    private int currentLine;
    private String lastField;
    private int lastVariable = -1;
    private String earlierField;
    private int earlierVariable = -1;

    Body() {
      super(Opcodes.ASM9);
    }

    @Override
    public void visitLabel(Label label) {
      offsets.put(label, position);
    }

    @Override
    public void visitLineNumber(int number, Label start) {
      currentLine = number;
    }

    @Override
    public void visitVarInsn(int opcode, int variable) {
      position++;
      if (opcode == Opcodes.ASTORE && position == calledAt + 1) {
        int call = found.size() - 1;
        found.set(call, null);
        wanted.removeIf(use -> use[2] == call);
        wanted.add(new int[] {variable, position, call});
      }
      if (opcode == Opcodes.ALOAD) {
        earlierVariable = lastVariable;
        earlierField = lastField;
        lastVariable = variable;
        lastField = null;
      }
    }

    @Override
    public void visitFieldInsn(int opcode, String owner, String name, String descriptor) {
      position++;
      boolean writes = opcode == Opcodes.PUTFIELD || opcode == Opcodes.PUTSTATIC;
      if (writes && position == calledAt + 1) {
        int call = found.size() - 1;
        found.set(call, name);
        wanted.removeIf(use -> use[2] == call);
      }
      boolean reads = opcode == Opcodes.GETFIELD || opcode == Opcodes.GETSTATIC;
      if (reads && (descriptor.startsWith("L") || descriptor.startsWith("["))) {
        lastField = name;
        lastVariable = -1;
      } else if (opcode == Opcodes.GETFIELD) {
        // An argument's field has taken the object that was loaded last.
        lastVariable = earlierVariable;
        lastField = earlierField;
      }
    }

    @Override
    public void visitMethodInsn(
        int opcode, String owner, String name, String descriptor, boolean isInterface) {
      position++;
      if (name.equals(called) && currentLine == line) {
        if (lastField == null && lastVariable >= 0) {
          wanted.add(new int[] {lastVariable, position, found.size()});
        }
        found.add(lastField);
        calledAt = position;
      }
    }

    @Override
    public void visitInsn(int opcode) {
      position++;
    }

    @Override
    public void visitJumpInsn(int opcode, Label label) {
      position++;
    }

    @Override
    public void visitTypeInsn(int opcode, String type) {
      position++;
    }

    @Override
    public void visitLocalVariable(
        String name, String descriptor, String signature, Label start, Label end, int index) {
      int from = offsets.getOrDefault(start, 0);
      int to = offsets.getOrDefault(end, Integer.MAX_VALUE);
      for (int[] use : wanted) {
        if (found.get(use[2]) == null && use[0] == index && use[1] >= from && use[1] <= to + 1) {
          found.set(use[2], name);
        }
      }
    }
  }
}
