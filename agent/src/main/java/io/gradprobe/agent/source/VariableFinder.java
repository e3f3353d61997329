package io.gradprobe.agent.source;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.objectweb.asm.ClassVisitor;
import org.objectweb.asm.Label;
import org.objectweb.asm.MethodVisitor;
import org.objectweb.asm.Opcodes;

/** Finds the local variables of some types that a method declares before a source line. */
final class VariableFinder extends ClassVisitor {
  private final String method;
  private final int line;
  private final List<String> descriptors;
  private final Map<Integer, String> bySlot = new TreeMap<>();

  VariableFinder(String method, int line, List<String> descriptors) {
    super(Opcodes.ASM9);
    this.method = method;
    this.line = line;
    this.descriptors = descriptors;
  }

  /** Their names, in the order of declaration. */
  List<String> names() {
    return new ArrayList<>(bySlot.values());
  }

  @Override
  public MethodVisitor visitMethod(
      int access, String name, String descriptor, String signature, String[] thrown) {
    if (!name.equals(method)) {
      return null;
    }
    return new MethodVisitor(Opcodes.ASM9) {
      private final Map<Label, Integer> lines = new HashMap<>();
      private int latest;

      @Override
      public void visitLabel(Label label) {
        // A variable's range begins where its value is stored: the line before counts.
        lines.put(label, latest);
      }

      @Override
      public void visitLineNumber(int number, Label start) {
        latest = number;
      }

      @Override
      public void visitLocalVariable(
          String variable, String type, String s, Label start, Label end, int slot) {
        if (descriptors.contains(type) && lines.getOrDefault(start, 0) < line) {
          bySlot.putIfAbsent(slot, variable);
        }
      }
    };
  }
}
