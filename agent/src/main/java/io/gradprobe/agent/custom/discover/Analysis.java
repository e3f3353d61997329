package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/** What the flow of data in some classes tells. */
final class Analysis {
  final List<MethodFlow> flows;
  final Writes writes;
  final DataGraph graph;
  final Evidence evidence;

  /** All that may be updates. */
  final List<Change> changes;

  /** The updates of parameters. */
  final List<Candidate> selected;

  /**
   * @param classes where methods are followed
   * @param core of these, the methods that have to do with these classes, or with floating point
   *     numbers
   */
  Analysis(Program program, Flows followed, Set<String> classes, Set<String> core) {
    flows = follow(program, followed, classes, core);
    writes = new Writes(flows);
    graph = new DataGraph(program, flows);
    changes = new Changes(writes, graph).in(flows);
    evidence = new Evidence(writes, graph, new Products(flows, graph), flows);
    selected = new Selection(evidence, writes).of(changes);
  }

  /** The internal names of the classes that have what may be values and gradients. */
  Set<String> owners() {
    Set<String> owners = new LinkedHashSet<>();
    selected.forEach(candidate -> addOwners(candidate.change(), owners));
    for (Change change : changes) {
      // The classes in between, which tell the rest, may not have been followed yet.
      if (change.gradient() != null && change.sign() < 0) {
        addOwners(change, owners);
      }
    }
    return owners;
  }

  private static void addOwners(Change change, Set<String> owners) {
    change.value().path().forEach(field -> owners.add(field.owner()));
    if (change.gradient() != null) {
      change.gradient().path().forEach(field -> owners.add(field.owner()));
    }
    owners.add(change.store().method().owner());
  }

  private static List<MethodFlow> follow(
      Program program, Flows flows, Set<String> classes, Set<String> core) {
    List<MethodFlow> followed = new ArrayList<>();
    for (String name : new TreeSet<>(classes)) {
      ClassNode node = program.node(name);
      if (node != null) {
        for (MethodNode method : node.methods) {
          MethodFlow flow =
              isRelevant(method, core)
                  ? flows.of(new MethodId(name, method.name, method.desc))
                  : null;
          if (flow != null) {
            followed.add(flow);
          }
        }
      }
    }
    return followed;
  }

  private static boolean isRelevant(MethodNode method, Set<String> core) {
    for (AbstractInsnNode insn : method.instructions) {
      boolean isRelevant =
          switch (insn.getOpcode()) {
            case Opcodes.DALOAD, Opcodes.FALOAD, Opcodes.DASTORE, Opcodes.FASTORE -> true;
            case Opcodes.DMUL, Opcodes.FMUL, Opcodes.DADD, Opcodes.FADD -> true;
            case Opcodes.DSUB, Opcodes.FSUB, Opcodes.DDIV, Opcodes.FDIV -> true;
            default ->
                insn instanceof FieldInsnNode field
                        && (Sym.isFloating(field.desc) || core.contains(field.owner))
                    || insn instanceof MethodInsnNode call && core.contains(call.owner)
                    || insn instanceof InvokeDynamicInsnNode made && isLambda(made);
          };
      if (isRelevant) {
        return true;
      }
    }
    return false;
  }

  // Its body may clear gradients where the method itself has nothing to do with them.
  private static boolean isLambda(InvokeDynamicInsnNode made) {
    return made.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory");
  }
}
