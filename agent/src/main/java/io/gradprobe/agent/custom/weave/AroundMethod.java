package io.gradprobe.agent.custom.weave;

import static org.objectweb.asm.Opcodes.ACC_STATIC;

import io.gradprobe.agent.custom.probe.Site;
import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TryCatchBlockNode;
import org.objectweb.asm.tree.VarInsnNode;

/** Weaves a hook around a whole method: its entry, each return, and what it throws. */
final class AroundMethod {
  private static final int MOST_ARGUMENTS = 3;
  private static final int STACK = 4;

  private AroundMethod() {}

  static void weave(MethodNode method, Site site) {
    HookCalls calls = new HookCalls(site);
    method.maxStack = Math.max(STACK, method.maxStack + STACK);
    if (site.kind() == Site.Kind.FORWARD) {
      method.instructions.insert(entry(method, site, calls));
      return;
    }
    LabelNode begin = new LabelNode();
    LabelNode end = new LabelNode();
    exits(method, site, calls);
    InsnList entry = entry(method, site, calls);
    entry.add(begin);
    method.instructions.insert(entry);
    method.instructions.add(end);
    // Nothing of the method's own is needed here: no local is, so that any frame will do.
    method.instructions.add(
        new FrameNode(Opcodes.F_NEW, 0, new Object[0], 1, new Object[] {"java/lang/Throwable"}));
    method.instructions.add(new InsnNode(Opcodes.DUP));
    method.instructions.add(calls.thrown());
    method.instructions.add(new InsnNode(Opcodes.ATHROW));
    method.tryCatchBlocks.add(new TryCatchBlockNode(begin, end, end, null));
  }

  /** Passes the receiver and the first arguments that are objects. */
  private static InsnList entry(MethodNode method, Site site, HookCalls calls) {
    InsnList code = new InsnList();
    boolean isStatic = (method.access & ACC_STATIC) != 0;
    code.add(isStatic ? new InsnNode(Opcodes.ACONST_NULL) : new VarInsnNode(Opcodes.ALOAD, 0));
    int slot = isStatic ? 0 : 1;
    int passed = 0;
    for (Type type : Type.getArgumentTypes(method.desc)) {
      if (type.getSort() >= Type.ARRAY && passed < MOST_ARGUMENTS) {
        code.add(new VarInsnNode(Opcodes.ALOAD, slot));
        passed++;
      }
      slot += type.getSize();
    }
    for (; passed < MOST_ARGUMENTS; passed++) {
      code.add(new InsnNode(Opcodes.ACONST_NULL));
    }
    if (site.isGuarded()) {
      guard(method, site, calls, code);
    } else {
      code.add(calls.enter());
    }
    return code;
  }

  /** Returns at once where the step is to be left out. */
  private static void guard(MethodNode method, Site site, HookCalls calls, InsnList code) {
    LabelNode go = new LabelNode();
    code.add(calls.enterStep());
    code.add(new JumpInsnNode(Opcodes.IFEQ, go));
    code.add(new InsnNode(Opcodes.RETURN));
    code.add(go);
    List<Object> locals = new ArrayList<>();
    if ((method.access & ACC_STATIC) == 0) {
      locals.add(site.className().replace('.', '/'));
    }
    for (Type type : Type.getArgumentTypes(method.desc)) {
      locals.add(
          switch (type.getSort()) {
            case Type.DOUBLE -> Opcodes.DOUBLE;
            case Type.FLOAT -> Opcodes.FLOAT;
            case Type.LONG -> Opcodes.LONG;
            case Type.ARRAY, Type.OBJECT -> type.getInternalName();
            default -> Opcodes.INTEGER;
          });
    }
    code.add(new FrameNode(Opcodes.F_NEW, locals.size(), locals.toArray(), 0, new Object[0]));
    // The method may begin with a frame of its own, and two can't stand at one place.
    code.add(new InsnNode(Opcodes.NOP));
  }

  private static void exits(MethodNode method, Site site, HookCalls calls) {
    boolean result = site.yieldsLoss();
    for (AbstractInsnNode at : method.instructions.toArray()) {
      int opcode = at.getOpcode();
      if (opcode < Opcodes.IRETURN || opcode > Opcodes.RETURN) {
        continue;
      }
      InsnList code = new InsnList();
      if (result && opcode == Opcodes.DRETURN) {
        code.add(new InsnNode(Opcodes.DUP2));
        code.add(calls.exitWithNumber());
      } else if (result && opcode == Opcodes.FRETURN) {
        code.add(new InsnNode(Opcodes.DUP));
        code.add(new InsnNode(Opcodes.F2D));
        code.add(calls.exitWithNumber());
      } else if (result && opcode == Opcodes.ARETURN) {
        code.add(new InsnNode(Opcodes.DUP));
        code.add(calls.exitWithObject());
      } else {
        code.add(calls.exit());
      }
      method.instructions.insertBefore(at, code);
    }
  }
}
