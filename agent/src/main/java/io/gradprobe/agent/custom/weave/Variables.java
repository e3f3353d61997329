package io.gradprobe.agent.custom.weave;

import static org.objectweb.asm.Opcodes.ACC_STATIC;

import io.gradprobe.agent.custom.probe.Site;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The local variables that certainly hold an object, or a number that is wanted, in front of an
 * instruction, as the JVM's verifier sees it: what the last frame before says, and what has been
 * stored since.
 */
final class Variables {
  private static final int MOST = 64;
  private static final char OBJECT = 'A';

  private Variables() {}

  /**
   * The variables.
   *
   * @param at where code is to be put in front of
   * @param target the instruction that comes next there, which tells what is in scope
   * @param frame the frame that holds there; null for what the code before says
   * @param numbers slots of single numbers that are wanted too
   */
  static List<Site.Variable> before(
      MethodNode method,
      AbstractInsnNode at,
      AbstractInsnNode target,
      FrameNode frame,
      Set<Integer> numbers) {
    char[] types = new char[method.maxLocals];
    if (frame != null) {
      take(frame, types);
    } else {
      List<AbstractInsnNode> since = new ArrayList<>();
      AbstractInsnNode node = at.getPrevious();
      while (node != null && !(node instanceof FrameNode)) {
        since.add(node);
        node = node.getPrevious();
      }
      if (node != null) {
        take((FrameNode) node, types);
      } else {
        arguments(method, types);
      }
      for (int i = since.size() - 1; i >= 0; i--) {
        if (since.get(i) instanceof VarInsnNode variable) {
          store(variable, types);
        }
      }
    }
    List<Site.Variable> found = new ArrayList<>();
    for (int slot = 0; slot < types.length && found.size() < MOST; slot++) {
      if (types[slot] == OBJECT || types[slot] != 0 && numbers.contains(slot)) {
        found.add(new Site.Variable(slot, name(method, slot, target), types[slot]));
      }
    }
    return found;
  }

  private static void arguments(MethodNode method, char[] types) {
    int slot = 0;
    if ((method.access & ACC_STATIC) == 0) {
      types[slot++] = OBJECT;
    }
    for (Type type : Type.getArgumentTypes(method.desc)) {
      types[slot] = type.getSort() >= Type.ARRAY ? OBJECT : number(type);
      slot += type.getSize();
    }
  }

  private static char number(Type type) {
    return type == Type.DOUBLE_TYPE ? 'D' : type == Type.FLOAT_TYPE ? 'F' : 0;
  }

  private static void take(FrameNode frame, char[] types) {
    int slot = 0;
    for (Object local : frame.local) {
      types[slot++] =
          local instanceof String
              ? OBJECT
              : local == Opcodes.DOUBLE ? 'D' : local == Opcodes.FLOAT ? 'F' : 0;
      if (local == Opcodes.LONG || local == Opcodes.DOUBLE) {
        slot++;
      }
    }
  }

  private static void store(VarInsnNode variable, char[] types) {
    int opcode = variable.getOpcode();
    if (opcode < Opcodes.ISTORE || opcode > Opcodes.ASTORE) {
      return;
    }
    types[variable.var] =
        switch (opcode) {
          case Opcodes.ASTORE -> OBJECT;
          case Opcodes.DSTORE -> 'D';
          case Opcodes.FSTORE -> 'F';
          default -> 0;
        };
    if (opcode == Opcodes.LSTORE || opcode == Opcodes.DSTORE) {
      types[variable.var + 1] = 0;
    }
  }

  private static String name(MethodNode method, int slot, AbstractInsnNode at) {
    if (method.localVariables == null) {
      return "";
    }
    int place = method.instructions.indexOf(at);
    for (LocalVariableNode variable : method.localVariables) {
      if (variable.index == slot
          && method.instructions.indexOf(variable.start) <= place
          && place < method.instructions.indexOf(variable.end)) {
        return variable.name;
      }
    }
    return "";
  }
}
