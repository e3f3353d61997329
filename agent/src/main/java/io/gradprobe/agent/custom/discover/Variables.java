package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.LocalVariableNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;
import org.objectweb.asm.tree.analysis.SourceInterpreter;
import org.objectweb.asm.tree.analysis.SourceValue;

/**
 * The local variables of a method. A slot of the frame may hold one after another: they are told
 * apart by the debug information, or by which stores reach which loads.
 */
final class Variables {
  private static final int SLOTS = 1 << 16;

  private final InsnList code;
  private final List<LocalVariableNode> named;
  private final Map<AbstractInsnNode, AbstractInsnNode> webs = new HashMap<>();

  Variables(String owner, MethodNode method) throws AnalyzerException {
    code = method.instructions;
    named = method.localVariables == null ? List.of() : method.localVariables;
    if (named.isEmpty()) {
      join(owner, method);
    }
  }

  /** The variable that an instruction loads or stores: its slot, and which one of the slot. */
  int of(VarInsnNode insn) {
    if (!named.isEmpty()) {
      int index = code.indexOf(insn);
      for (int i = 0; i < named.size(); i++) {
        LocalVariableNode variable = named.get(i);
        // A variable begins behind the store that gives it its first value.
        if (variable.index == insn.var
            && code.indexOf(variable.start) <= index + 2
            && index < code.indexOf(variable.end)) {
          return insn.var + SLOTS * i;
        }
      }
      return insn.var;
    }
    AbstractInsnNode web = root(insn);
    return insn.var + SLOTS * (code.indexOf(web) + 1);
  }

  /** The slot of a variable. */
  static int slot(int variable) {
    return variable % SLOTS;
  }

  /** A variable's name; empty without debug information. */
  static String name(MethodNode method, int variable) {
    List<LocalVariableNode> named = method.localVariables;
    int i = variable / SLOTS;
    return named == null || i >= named.size() || named.get(i).index != slot(variable)
        ? ""
        : named.get(i).name;
  }

  // Stores that reach the same load store in the same variable.
  private void join(String owner, MethodNode method) throws AnalyzerException {
    Frame<SourceValue>[] frames =
        new Analyzer<>(new SourceInterpreter(Opcodes.ASM9) {}).analyze(owner, method);
    for (int i = 0; i < frames.length; i++) {
      if (frames[i] != null
          && code.get(i) instanceof VarInsnNode load
          && load.getOpcode() <= Opcodes.ALOAD) {
        List<AbstractInsnNode> stores = new ArrayList<>(frames[i].getLocal(load.var).insns);
        stores.forEach(store -> unite(load, store));
      }
    }
  }

  private void unite(AbstractInsnNode a, AbstractInsnNode b) {
    AbstractInsnNode first = root(a);
    AbstractInsnNode second = root(b);
    if (first != second) {
      webs.put(first, second);
    }
  }

  private AbstractInsnNode root(AbstractInsnNode insn) {
    AbstractInsnNode at = insn;
    while (webs.get(at) != null) {
      at = webs.get(at);
    }
    return at;
  }
}
