package io.gradprobe.agent.custom.weave;

import static org.objectweb.asm.Opcodes.ACC_STATIC;

import io.gradprobe.agent.custom.probe.Site;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * The local variables that certainly hold an object in front of an instruction, as the JVM's
 * verifier sees it: what the last frame before says, and what has been stored since.
 */
final class Variables {
  private static final int MOST = 64;

  private Variables() {}

  /**
   * The variables.
   *
   * @param at where code is to be put in front of
   * @param target the instruction that comes next there, which tells what is in scope
   * @param frame the frame that holds there; null for what the code before says
   */
  static List<Site.Variable> before(
      MethodNode method, AbstractInsnNode at, AbstractInsnNode target, FrameNode frame) {
    boolean[] objects = new boolean[method.maxLocals];
    if (frame != null) {
      take(frame, objects);
    } else {
      List<AbstractInsnNode> since = new ArrayList<>();
      AbstractInsnNode node = at.getPrevious();
      while (node != null && !(node instanceof FrameNode)) {
        since.add(node);
        node = node.getPrevious();
      }
      if (node != null) {
        take((FrameNode) node, objects);
      } else {
        arguments(method, objects);
      }
      for (int i = since.size() - 1; i >= 0; i--) {
        if (since.get(i) instanceof VarInsnNode variable) {
          store(variable, objects);
        }
      }
    }
    List<Site.Variable> found = new ArrayList<>();
    for (int slot = 0; slot < objects.length && found.size() < MOST; slot++) {
      if (objects[slot]) {
        found.add(new Site.Variable(slot, name(method, slot, target)));
      }
    }
    return found;
  }

  private static void arguments(MethodNode method, boolean[] objects) {
    int slot = 0;
    if ((method.access & ACC_STATIC) == 0) {
      objects[slot++] = true;
    }
    for (Type type : Type.getArgumentTypes(method.desc)) {
      objects[slot] = type.getSort() >= Type.ARRAY;
      slot += type.getSize();
    }
  }

  private static void take(FrameNode frame, boolean[] objects) {
    int slot = 0;
    for (Object local : frame.local) {
      objects[slot++] = local instanceof String;
      if (local == Opcodes.LONG || local == Opcodes.DOUBLE) {
        slot++;
      }
    }
  }

  private static void store(VarInsnNode variable, boolean[] objects) {
    int opcode = variable.getOpcode();
    if (opcode < Opcodes.ISTORE || opcode > Opcodes.ASTORE) {
      return;
    }
    objects[variable.var] = opcode == Opcodes.ASTORE;
    if (opcode == Opcodes.LSTORE || opcode == Opcodes.DSTORE) {
      objects[variable.var + 1] = false;
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
