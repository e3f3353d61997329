package io.gradprobe.agent.custom.weave;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The local variable that holds the loss of a step in the method that has the training loop: by its
 * name, and by its being computed anew for each step. A sum over an epoch is none.
 */
final class LossVariable {
  private static final List<String> NAMES = List.of("mse", "sse", "nll");
  private static final List<String> PARTS =
      List.of("loss", "cost", "totalerror", "sumerror", "meanerror", "squarederror");

  private record Loop(int first, int last) {
    int length() {
      return last - first;
    }
  }

  private LossVariable() {}

  /**
   * The variable's slot in front of an instruction; -1 where there is none, or it is not certain.
   *
   * @param at where the step is made
   */
  static int before(MethodNode method, AbstractInsnNode at) {
    if (method.localVariables == null) {
      return -1;
    }
    int place = method.instructions.indexOf(at);
    int chosen = -1;
    for (LocalVariableNode variable : method.localVariables) {
      boolean number = variable.desc.equals("D") || variable.desc.equals("F");
      boolean inScope =
          method.instructions.indexOf(variable.start) <= place
              && place < method.instructions.indexOf(variable.end);
      if (number
          && inScope
          && isNamedSo(variable.name)
          && isFresh(method, place, variable.index)
          && isSet(method, at, variable)) {
        if (chosen >= 0) {
          return -1;
        }
        chosen = variable.index;
      }
    }
    return chosen;
  }

  /** Whether a variable is a {@code float}. */
  static boolean isFloat(MethodNode method, AbstractInsnNode at, int slot) {
    int place = method.instructions.indexOf(at);
    return method.localVariables.stream()
        .anyMatch(
            v ->
                v.index == slot
                    && v.desc.equals("F")
                    && method.instructions.indexOf(v.start) <= place
                    && place < method.instructions.indexOf(v.end));
  }

  private static boolean isNamedSo(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return NAMES.contains(lower) || PARTS.stream().anyMatch(lower::contains);
  }

  /**
   * Whether the innermost loop around the step that stores the variable does not only add to it.
   */
  private static boolean isFresh(MethodNode method, int place, int slot) {
    for (Loop loop : loopsAround(method, place)) {
      boolean stored = false;
      for (int i = loop.first(); i <= loop.last(); i++) {
        if (method.instructions.get(i) instanceof VarInsnNode store
            && store.var == slot
            && (store.getOpcode() == Opcodes.DSTORE || store.getOpcode() == Opcodes.FSTORE)) {
          stored = true;
          int before = opcodeBefore(store);
          if (before != Opcodes.DADD && before != Opcodes.FADD) {
            return true;
          }
        }
      }
      if (stored) {
        return false;
      }
    }
    return false;
  }

  private static int opcodeBefore(AbstractInsnNode at) {
    AbstractInsnNode before = at.getPrevious();
    while (before != null && before.getOpcode() < 0) {
      before = before.getPrevious();
    }
    return before == null ? -1 : before.getOpcode();
  }

  private static List<Loop> loopsAround(MethodNode method, int place) {
    List<Loop> loops = new ArrayList<>();
    for (int i = place; i < method.instructions.size(); i++) {
      if (method.instructions.get(i) instanceof JumpInsnNode jump) {
        int head = method.instructions.indexOf(jump.label);
        if (head <= place) {
          loops.add(new Loop(head, i));
        }
      }
    }
    loops.sort(Comparator.comparingInt(Loop::length));
    return loops;
  }

  /** Whether the JVM's verifier is sure that the variable has a value there. */
  private static boolean isSet(MethodNode method, AbstractInsnNode at, LocalVariableNode variable) {
    int store = variable.desc.equals("D") ? Opcodes.DSTORE : Opcodes.FSTORE;
    for (AbstractInsnNode node = at.getPrevious(); node != null; node = node.getPrevious()) {
      if (node instanceof VarInsnNode var && var.var == variable.index) {
        return var.getOpcode() == store
            || var.getOpcode() == store - Opcodes.DSTORE + Opcodes.DLOAD;
      }
      if (node instanceof FrameNode frame) {
        return holds(frame, variable);
      }
    }
    return false;
  }

  private static boolean holds(FrameNode frame, LocalVariableNode variable) {
    int slot = 0;
    Integer wanted = variable.desc.equals("D") ? Opcodes.DOUBLE : Opcodes.FLOAT;
    for (Object local : frame.local) {
      if (slot == variable.index) {
        return local == wanted;
      }
      slot += local == Opcodes.LONG || local == Opcodes.DOUBLE ? 2 : 1;
    }
    return false;
  }
}
