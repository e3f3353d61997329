package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Analyzer;
import org.objectweb.asm.tree.analysis.AnalyzerException;
import org.objectweb.asm.tree.analysis.Frame;

/** The flow of data in methods, each followed once and when it is asked for. */
final class Flows implements Calls {
  /** Longer methods are not followed: generated tables, mostly. */
  private static final int MOST_INSTRUCTIONS = 6000;

  /** What longer called methods do is not told in their callers' terms. */
  private static final int MOST_INLINED_INSTRUCTIONS = 500;

  private static final int MOST_INLINED_STORES = 16;
  private static final int MOST_INLINED_PRODUCTS = 16;
  private static final int MOST_DEPTH = 8;

  private final Program program;
  private final Map<MethodId, MethodFlow> flows = new HashMap<>();
  private final Set<MethodId> open = new LinkedHashSet<>();

  Flows(Program program) {
    this.program = program;
  }

  /** A method's flow; null where it has no code that can be followed. */
  MethodFlow of(MethodId id) {
    if (flows.containsKey(id)) {
      return flows.get(id);
    }
    MethodNode node = program.code(id);
    if (node == null || node.instructions.size() > MOST_INSTRUCTIONS || !open.add(id)) {
      return null;
    }
    MethodFlow flow = null;
    try {
      flow = follow(id, node);
    } catch (AnalyzerException | RuntimeException e) {
      // Code that no compiler makes: what can't be followed is not training that we know.
      flow = null;
    } finally {
      open.remove(id);
    }
    flows.put(id, flow);
    return flow;
  }

  private MethodFlow follow(MethodId id, MethodNode node) throws AnalyzerException {
    Variables variables = new Variables(id.owner(), node);
    Analyzer<Sym> analyzer = new Analyzer<>(new FlowInterpreter(program, this, variables));
    Frame<Sym>[] frames = analyzer.analyze(id.owner(), node);
    MethodFlow flow = new MethodFlow(id, node);
    List<Sym> results = new ArrayList<>();
    for (int i = 0; i < frames.length; i++) {
      Frame<Sym> frame = frames[i];
      AbstractInsnNode insn = node.instructions.get(i);
      if (frame == null || insn.getOpcode() < 0) {
        continue;
      }
      switch (insn.getOpcode()) {
        case Opcodes.PUTFIELD, Opcodes.PUTSTATIC ->
            fieldStore(flow, i, frame, (FieldInsnNode) insn);
        case Opcodes.DASTORE, Opcodes.FASTORE, Opcodes.AASTORE -> {
          Sym value = top(frame, 0);
          flow.stores.add(new Store(id, i, Sym.element(top(frame, 2), value.size), value, id));
        }
        case Opcodes.DSTORE, Opcodes.FSTORE, Opcodes.ASTORE -> {
          Sym value = top(frame, 0);
          int slot = variables.of((VarInsnNode) insn);
          Sym place = Sym.local(slot, value.size == 2 ? Sym.WIDE : Sym.OTHER);
          flow.locals.add(new Store(id, i, place, value, id));
        }
        case Opcodes.DRETURN, Opcodes.FRETURN, Opcodes.ARETURN -> results.add(top(frame, 0));
        case Opcodes.INVOKEVIRTUAL,
            Opcodes.INVOKESPECIAL,
            Opcodes.INVOKESTATIC,
            Opcodes.INVOKEINTERFACE ->
            call(flow, i, frame, (MethodInsnNode) insn);
        case Opcodes.INVOKEDYNAMIC -> lambda(flow, i, frame, (InvokeDynamicInsnNode) insn);
        default -> {}
      }
    }
    flow.result = results.isEmpty() ? null : new Contents(flow).of(results);
    return flow;
  }

  private void fieldStore(MethodFlow flow, int index, Frame<Sym> frame, FieldInsnNode insn) {
    FieldId field = program.field(insn.owner, insn.name, insn.desc);
    Sym place =
        insn.getOpcode() == Opcodes.PUTSTATIC
            ? Sym.staticField(field)
            : Sym.field(top(frame, 1), field);
    flow.stores.add(new Store(flow.id, index, place, top(frame, 0), flow.id));
  }

  private void call(MethodFlow flow, int index, Frame<Sym> frame, MethodInsnNode insn) {
    MethodId target = program.method(insn.owner, insn.name, insn.desc);
    int count = Type.getArgumentTypes(insn.desc).length;
    if (insn.getOpcode() != Opcodes.INVOKESTATIC) {
      count++;
    }
    List<Sym> arguments = new ArrayList<>();
    for (int i = count - 1; i >= 0; i--) {
      arguments.add(top(frame, i));
    }
    flow.calls.add(new CallSite(flow.id, index, target, arguments, null));
    Sym place = JavaCalls.place(target, arguments);
    if (place != null) {
      Sym value = called(JavaCalls.stored(target, arguments));
      flow.stores.add(new Store(flow.id, index, place, value, flow.id));
      return;
    }
    MethodFlow callee = inlined(target);
    if (callee != null) {
      Substitution substitution = new Substitution(arguments);
      inlineStores(flow, index, callee, substitution);
      inlineProducts(flow, callee, substitution);
    }
  }

  private static void inlineStores(
      MethodFlow flow, int index, MethodFlow callee, Substitution substitution) {
    int count = 0;
    for (Store store : callee.stores) {
      Sym place = substitution.apply(store.place());
      boolean isOurs =
          store.place().root().is(Sym.Kind.ARGUMENT)
              && (place.is(Sym.Kind.FIELD) || place.is(Sym.Kind.ELEMENT));
      if (isOurs && ++count <= MOST_INLINED_STORES) {
        Sym value = substitution.apply(store.value());
        flow.stores.add(new Store(flow.id, index, place, value, store.origin()));
      }
    }
  }

  private static void inlineProducts(
      MethodFlow flow, MethodFlow callee, Substitution substitution) {
    List<Sym> products = new ArrayList<>(callee.products);
    callee.stores.forEach(store -> Terms.products(store.value(), products));
    callee.locals.forEach(store -> Terms.products(store.value(), products));
    if (callee.result != null) {
      Terms.products(callee.result, products);
    }
    Set<Sym> seen = new LinkedHashSet<>();
    for (Sym product : products) {
      Sym ours = substitution.apply(product);
      if (ours.leaves().size() > 1 && seen.size() < MOST_INLINED_PRODUCTS) {
        seen.add(ours);
      }
    }
    flow.products.addAll(seen);
  }

  private void lambda(MethodFlow flow, int index, Frame<Sym> frame, InvokeDynamicInsnNode insn) {
    Handle body = FlowInterpreter.lambdaBody(insn);
    if (body == null) {
      return;
    }
    List<Sym> captured = new ArrayList<>();
    int count = Type.getArgumentTypes(insn.desc).length;
    for (int i = count - 1; i >= 0; i--) {
      captured.add(top(frame, i));
    }
    MethodId target = program.method(body.getOwner(), body.getName(), body.getDesc());
    flow.calls.add(
        new CallSite(
            flow.id, index, target, captured, Type.getReturnType(insn.desc).getInternalName()));
  }

  // What a lambda yields, where the value is one: arrays are filled by lambdas of the index.
  private Sym called(Sym value) {
    return value.is(Sym.Kind.LAMBDA) ? called(value, Sym.OTHER) : value;
  }

  private Sym called(Sym lambda, Sym argument) {
    MethodId body = (MethodId) lambda.ref;
    List<Sym> arguments = new ArrayList<>(lambda.parts);
    Type[] types = Type.getArgumentTypes(body.descriptor());
    arguments.add(
        types.length == 0 ? argument : argument.withSize(types[types.length - 1].getSize()));
    Sym known = JavaCalls.result(body, arguments);
    if (known != null) {
      return known;
    }
    MethodFlow flow = inlined(body);
    return flow == null || flow.result == null
        ? Sym.mixture(lambda.leaves(), argument.size)
        : new Substitution(arguments).apply(flow.result);
  }

  @Override
  public Sym result(MethodId target, int opcode, List<Sym> arguments) {
    Sym known = JavaCalls.result(target, arguments);
    if (known != null) {
      return known;
    }
    if (target.owner().startsWith("java/util/stream/") && !arguments.isEmpty()) {
      return streamed(target, arguments);
    }
    MethodFlow callee = inlined(target);
    if (callee != null && callee.result != null) {
      Sym result = new Substitution(arguments).apply(callee.result);
      if (!result.is(Sym.Kind.OTHER) && !result.is(Sym.Kind.NEW)) {
        return result;
      }
    }
    return Sym.call(target, arguments);
  }

  // A stream stands for its elements.
  private Sym streamed(MethodId target, List<Sym> arguments) {
    Sym elements = arguments.get(0);
    Sym last = arguments.get(arguments.size() - 1);
    boolean isMapped = target.name().startsWith("map") && last.is(Sym.Kind.LAMBDA);
    Sym mapped = isMapped ? called(last, elements) : elements;
    boolean isWhole = target.name().equals("toArray") || target.name().equals("sum");
    return isWhole && !mapped.is(Sym.Kind.OPERATION)
        ? Sym.operation('m', mapped.size, mapped)
        : mapped;
  }

  // The flow of a method that is short enough to be told in its caller's terms.
  private MethodFlow inlined(MethodId target) {
    if (open.size() > MOST_DEPTH || target.owner().startsWith("java/")) {
      return null;
    }
    MethodId id = target;
    MethodNode node = program.code(id);
    if (node == null) {
      List<MethodId> bodies = program.overriding(id);
      if (bodies.size() != 1) {
        return null;
      }
      id = bodies.get(0);
      node = program.code(id);
    }
    return node.instructions.size() > MOST_INLINED_INSTRUCTIONS ? null : of(id);
  }

  private static Sym top(Frame<Sym> frame, int depth) {
    return frame.getStack(frame.getStackSize() - 1 - depth);
  }
}
