package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.binding.GradientWrite;
import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.binding.Role;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Whether a method that steps does nothing but update, so that it can be left out as a whole: it
 * returns nothing, stores in no gradient, and neither it nor what it calls reaches anything outside
 * of the program but Java's arithmetic and collections.
 */
public final class OnlyUpdates {
  private static final int MOST_METHODS = 200;

  private static final List<String> HARMLESS =
      List.of(
          "java/lang/Math",
          "java/lang/StrictMath",
          "java/lang/Double",
          "java/lang/Float",
          "java/lang/Integer",
          "java/lang/Long",
          "java/lang/Number",
          "java/lang/Object",
          "java/lang/Iterable",
          "java/util/function/",
          "java/util/stream/",
          "java/nio/",
          "[");

  private final Binding binding;
  private final Program program;

  /**
   * @param source the classes that the binding is about
   */
  public OnlyUpdates(Binding binding, ClassSource source) {
    this.binding = binding;
    this.program = new Program(source);
  }

  /** Why a method is more than an update; empty where it is not. */
  public String more(MemberRef step) {
    if (!step.descriptor().endsWith(")V")) {
      return step.name() + " returns something";
    }
    if (binding.calls(Role.BACKWARD).contains(step)) {
      return step.name() + " computes gradients too";
    }
    Set<MethodId> seen = new LinkedHashSet<>();
    Deque<MethodId> open = new ArrayDeque<>(List.of(Members.id(step)));
    while (!open.isEmpty()) {
      MethodId method = open.pop();
      if (seen.add(method)) {
        String more = seen.size() > MOST_METHODS ? "it calls too much" : more(method, open);
        if (!more.isEmpty()) {
          return more;
        }
      }
    }
    return "";
  }

  private String more(MethodId method, Deque<MethodId> open) {
    for (GradientWrite write : binding.writes()) {
      boolean isHere =
          write.owner().replace('.', '/').equals(method.owner())
              && write.method().equals(method.name())
              && write.descriptor().equals(method.descriptor());
      if (isHere) {
        return method.name() + " changes gradients too";
      }
    }
    open.addAll(program.overriding(method));
    MethodNode code = program.code(method);
    if (code == null) {
      return "";
    }
    for (AbstractInsnNode insn : code.instructions) {
      String more = more(insn, open);
      if (!more.isEmpty()) {
        return method.name() + more;
      }
    }
    return "";
  }

  private String more(AbstractInsnNode insn, Deque<MethodId> open) {
    if (insn instanceof FieldInsnNode field) {
      boolean isStore = field.getOpcode() == Opcodes.PUTSTATIC && !isValue(field);
      return isStore ? " sets " + field.name : "";
    }
    if (insn instanceof InvokeDynamicInsnNode dynamic) {
      Handle body = FlowInterpreter.lambdaBody(dynamic);
      if (body == null) {
        return " builds a text";
      }
      return called(program.method(body.getOwner(), body.getName(), body.getDesc()), open);
    }
    return insn instanceof MethodInsnNode call
        ? called(program.method(call.owner, call.name, call.desc), open)
        : "";
  }

  private String called(MethodId target, Deque<MethodId> open) {
    if (program.code(target) != null || !program.overriding(target).isEmpty()) {
      open.add(target);
      return "";
    }
    boolean isCollection =
        target.owner().startsWith("java/util/") && target.owner().lastIndexOf('/') == 9;
    boolean isHarmless =
        isCollection || HARMLESS.stream().anyMatch(prefix -> target.owner().startsWith(prefix));
    return isHarmless ? "" : " calls " + Members.dotted(target.owner()) + "." + target.name();
  }

  private boolean isValue(FieldInsnNode field) {
    return binding.slots().stream()
        .flatMap(slot -> slot.value().stream())
        .anyMatch(
            m ->
                m.kind() == MemberRef.Kind.FIELD
                    && m.owner().replace('.', '/').equals(field.owner)
                    && m.name().equals(field.name));
  }
}
