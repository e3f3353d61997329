package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * The loops of a method, by its jumps backwards; and where its instructions stand in the source.
 */
final class Loops {
  /** A loop's first and last instruction, as indices into the instruction list. */
  record Loop(int first, int last) {
    boolean contains(int index) {
      return index >= first && index <= last;
    }
  }

  private final List<Loop> loops = new ArrayList<>();
  private final int[] ordinals;
  private final int[] lines;

  Loops(MethodNode method) {
    InsnList code = method.instructions;
    TreeMap<Integer, Integer> ends = new TreeMap<>();
    ordinals = new int[code.size()];
    lines = new int[code.size()];
    int ordinal = 0;
    int line = -1;
    for (int i = 0; i < code.size(); i++) {
      AbstractInsnNode insn = code.get(i);
      if (insn instanceof LineNumberNode number) {
        line = number.line;
      }
      ordinals[i] = ordinal;
      lines[i] = line;
      if (insn.getOpcode() >= 0) {
        ordinal++;
      }
      if (insn instanceof JumpInsnNode jump) {
        int target = code.indexOf(jump.label);
        if (target < i) {
          ends.merge(target, i, Math::max);
        }
      }
    }
    ends.forEach((first, last) -> loops.add(new Loop(first, last)));
  }

  /** The loops around an instruction, from the innermost. */
  List<Loop> around(int index) {
    return loops.stream()
        .filter(loop -> loop.contains(index))
        .sorted(Comparator.comparingInt(loop -> loop.last() - loop.first()))
        .toList();
  }

  /** The number of a bytecode instruction, from 0, pseudo instructions not counted. */
  int ordinal(int index) {
    return ordinals[index];
  }

  /** The source line; -1 without debug information. */
  int line(int index) {
    return lines[index];
  }

  /** The line of a loop's first instruction that has one. */
  int line(Loop loop) {
    int i = loop.first();
    while (i < loop.last() && ordinals[i] == ordinals[i + 1]) {
      i++;
    }
    return lines[i];
  }
}
