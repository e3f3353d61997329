package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.custom.probe.Site;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LookupSwitchInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TableSwitchInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Weaves a hook into a method, in front of a loop: it runs when the loop is entered, not when the
 * loop jumps back.
 */
final class InsideMethod {
  private static final int STACK = 5;

  private InsideMethod() {}

  /** The instruction of that number; labels, lines and frames do not count. Null beyond the end. */
  static AbstractInsnNode find(MethodNode method, int number) {
    int at = 0;
    for (AbstractInsnNode node = method.instructions.getFirst();
        node != null;
        node = node.getNext()) {
      if (node.getOpcode() >= 0 && at++ == number) {
        return node;
      }
    }
    return null;
  }

  /**
   * Weaves the hook.
   *
   * @param target the first instruction of the loop
   * @return the hook's last instruction; null where there was no place where it could stand
   */
  static AbstractInsnNode weave(
      MethodNode method, AbstractInsnNode target, Site site, String file) {
    AbstractInsnNode before = target.getPrevious();
    List<LabelNode> labels = new ArrayList<>();
    FrameNode frame = null;
    while (before != null && before.getOpcode() < 0) {
      if (before instanceof LabelNode label) {
        labels.add(label);
      } else if (before instanceof FrameNode at) {
        frame = at;
      }
      before = before.getPrevious();
    }
    if (before instanceof JumpInsnNode jump
        && jump.getOpcode() == Opcodes.GOTO
        && isAfter(jump.label, target)) {
      // A loop whose condition stands at its end is entered by a jump to there.
      return insert(method, before.getPrevious(), before, null, site, file);
    }
    if (before != null && !fallsThrough(before.getOpcode())) {
      return null;
    }
    List<AbstractInsnNode> fromBefore = jumpsFromBefore(method, target, labels);
    if (fromBefore.isEmpty()) {
      return insert(method, before, target, null, site, file);
    }
    if (frame == null) {
      return null;
    }
    // What is before the loop and jumps into it must pass the hook too.
    LabelNode entry = new LabelNode();
    Map<LabelNode, LabelNode> instead = new HashMap<>();
    labels.forEach(label -> instead.put(label, entry));
    fromBefore.forEach(jump -> retarget(jump, instead));
    InsnList head = new InsnList();
    head.add(entry);
    FrameNode own =
        new FrameNode(
            Opcodes.F_NEW,
            frame.local.size(),
            frame.local.toArray(),
            frame.stack.size(),
            frame.stack.toArray());
    head.add(own);
    insertAfter(method, before, head);
    return insert(method, own, target, own, site, file);
  }

  private static boolean isAfter(LabelNode label, AbstractInsnNode target) {
    for (AbstractInsnNode at = target; at != null; at = at.getNext()) {
      if (at == label) {
        return true;
      }
    }
    return false;
  }

  private static boolean fallsThrough(int opcode) {
    return opcode != Opcodes.GOTO
        && opcode != Opcodes.ATHROW
        && opcode != Opcodes.TABLESWITCH
        && opcode != Opcodes.LOOKUPSWITCH
        && !(opcode >= Opcodes.IRETURN && opcode <= Opcodes.RETURN);
  }

  private static List<AbstractInsnNode> jumpsFromBefore(
      MethodNode method, AbstractInsnNode target, List<LabelNode> labels) {
    List<AbstractInsnNode> jumps = new ArrayList<>();
    for (AbstractInsnNode at = method.instructions.getFirst(); at != target; at = at.getNext()) {
      boolean jumpsThere =
          at instanceof JumpInsnNode jump && labels.contains(jump.label)
              || at instanceof TableSwitchInsnNode table
                  && (labels.contains(table.dflt)
                      || table.labels.stream().anyMatch(labels::contains))
              || at instanceof LookupSwitchInsnNode lookup
                  && (labels.contains(lookup.dflt)
                      || lookup.labels.stream().anyMatch(labels::contains));
      if (jumpsThere) {
        jumps.add(at);
      }
    }
    return jumps;
  }

  private static void retarget(AbstractInsnNode jump, Map<LabelNode, LabelNode> instead) {
    if (jump instanceof JumpInsnNode one) {
      one.label = instead.getOrDefault(one.label, one.label);
    } else if (jump instanceof TableSwitchInsnNode table) {
      table.dflt = instead.getOrDefault(table.dflt, table.dflt);
      table.labels.replaceAll(label -> instead.getOrDefault(label, label));
    } else if (jump instanceof LookupSwitchInsnNode lookup) {
      lookup.dflt = instead.getOrDefault(lookup.dflt, lookup.dflt);
      lookup.labels.replaceAll(label -> instead.getOrDefault(label, label));
    }
  }

  private static void insertAfter(MethodNode method, AbstractInsnNode before, InsnList code) {
    if (before == null) {
      method.instructions.insert(code);
    } else {
      method.instructions.insert(before, code);
    }
  }

  private static AbstractInsnNode insert(
      MethodNode method,
      AbstractInsnNode after,
      AbstractInsnNode target,
      FrameNode frame,
      Site site,
      String file) {
    List<Site.Variable> passed =
        Variables.before(method, firstAfter(method, after), target, frame, site.numbers());
    site.woven(file, passed);
    InsnList code = new InsnList();
    code.add(number(passed.size()));
    code.add(new TypeInsnNode(Opcodes.ANEWARRAY, "java/lang/Object"));
    for (int i = 0; i < passed.size(); i++) {
      code.add(new InsnNode(Opcodes.DUP));
      code.add(number(i));
      load(passed.get(i), code);
      code.add(new InsnNode(Opcodes.AASTORE));
    }
    AbstractInsnNode call = new HookCalls(site).at();
    code.add(call);
    insertAfter(method, after, code);
    method.maxStack += STACK;
    return call;
  }

  private static void load(Site.Variable variable, InsnList code) {
    char type = variable.type();
    if (type == 'A') {
      code.add(new VarInsnNode(Opcodes.ALOAD, variable.slot()));
      return;
    }
    boolean wide = type == 'D';
    String box = wide ? "java/lang/Double" : "java/lang/Float";
    code.add(new VarInsnNode(wide ? Opcodes.DLOAD : Opcodes.FLOAD, variable.slot()));
    code.add(
        new MethodInsnNode(
            Opcodes.INVOKESTATIC, box, "valueOf", "(" + type + ")L" + box + ";", false));
  }

  private static AbstractInsnNode firstAfter(MethodNode method, AbstractInsnNode after) {
    return after == null ? method.instructions.getFirst() : after.getNext();
  }

  private static AbstractInsnNode number(int value) {
    return value <= 5
        ? new InsnNode(Opcodes.ICONST_0 + value)
        : new IntInsnNode(Opcodes.BIPUSH, value);
  }
}
