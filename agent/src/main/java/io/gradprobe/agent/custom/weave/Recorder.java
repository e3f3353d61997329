package io.gradprobe.agent.custom.weave;

import static org.objectweb.asm.Opcodes.ACC_ABSTRACT;
import static org.objectweb.asm.Opcodes.ACC_NATIVE;
import static org.objectweb.asm.Opcodes.ACC_STATIC;

import io.gradprobe.agent.custom.replay.RecordedMethod;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.FrameNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.JumpInsnNode;
import org.objectweb.asm.tree.LabelNode;
import org.objectweb.asm.tree.LineNumberNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Weaves what records calls into the methods of a program's own classes, where gradients are to be
 * checked. While nothing is recorded a call costs a look at one field.
 */
final class Recorder {
  private static final String OBJECT = "java/lang/Object";
  private static final int STACK = 8;
  private static final int LONGEST = 2500;

  private final Set<String> classes;
  private final Set<String> loops;
  private final Set<String> phases;
  private final Purity purity;

  /**
   * @param classes internal names of the classes whose methods are recorded
   * @param loops methods that have a training loop: {@code my.Train.main([Ljava/lang/String;)V}
   * @param phases methods that are backward, clear, clip or step, written alike
   */
  Recorder(Set<String> classes, Set<String> loops, Set<String> phases, Purity purity) {
    this.classes = Set.copyOf(classes);
    this.loops = Set.copyOf(loops);
    this.phases = Set.copyOf(phases);
    this.purity = purity;
  }

  /** Internal names of the classes whose methods are recorded. */
  Set<String> classes() {
    return classes;
  }

  /** Whether calls of a method can be recorded. */
  boolean wants(ClassNode owner, MethodNode method) {
    String key = owner.name.replace('/', '.') + "." + method.name + method.desc;
    return classes.contains(owner.name)
        && (owner.access & Opcodes.ACC_INTERFACE) == 0
        && !method.name.startsWith("<")
        && !method.name.equals("main")
        && (method.access & (ACC_ABSTRACT | ACC_NATIVE)) == 0
        && method.instructions.size() > 0
        && method.instructions.size() < LONGEST
        && !loops.contains(key);
  }

  /** Weaves a method. */
  void weave(ClassNode owner, MethodNode method) {
    String className = owner.name.replace('/', '.');
    RecordedMethod recorded =
        new RecordedMethod(
            className,
            method.name,
            method.desc,
            owner.sourceFile,
            firstLine(method),
            phases.contains(className + "." + method.name + method.desc),
            purity.isPure(owner, method),
            statics(method));
    HookCalls calls = new HookCalls(recorded);
    for (AbstractInsnNode at : method.instructions.toArray()) {
      if (at.getOpcode() >= Opcodes.IRETURN && at.getOpcode() <= Opcodes.RETURN) {
        method.instructions.insertBefore(at, exit(at.getOpcode(), calls));
      }
    }
    method.instructions.insert(entry(owner, method, calls));
    method.maxStack = Math.max(STACK, method.maxStack + 4);
  }

  private Set<String> statics(MethodNode method) {
    Set<String> owners = new HashSet<>();
    for (AbstractInsnNode at : method.instructions) {
      if (at instanceof FieldInsnNode field
          && (at.getOpcode() == Opcodes.GETSTATIC || at.getOpcode() == Opcodes.PUTSTATIC)
          && classes.contains(field.owner)) {
        owners.add(field.owner.replace('/', '.'));
      }
    }
    return owners;
  }

  private static int firstLine(MethodNode method) {
    for (AbstractInsnNode at : method.instructions) {
      if (at instanceof LineNumberNode line) {
        return line.line;
      }
    }
    return -1;
  }

  private static InsnList exit(int opcode, HookCalls calls) {
    InsnList code = new InsnList();
    String passed =
        switch (opcode) {
          case Opcodes.DRETURN -> "D";
          case Opcodes.LRETURN -> "J";
          case Opcodes.FRETURN -> "F";
          case Opcodes.IRETURN -> "I";
          case Opcodes.ARETURN -> "L" + OBJECT + ";";
          default -> "";
        };
    if (!passed.isEmpty()) {
      boolean two = opcode == Opcodes.DRETURN || opcode == Opcodes.LRETURN;
      code.add(new InsnNode(two ? Opcodes.DUP2 : Opcodes.DUP));
    }
    code.add(calls.call("end", "(" + passed + ")V"));
    return code;
  }

  private static InsnList entry(ClassNode owner, MethodNode method, HookCalls calls) {
    boolean isStatic = (method.access & ACC_STATIC) != 0;
    Type[] types = Type.getArgumentTypes(method.desc);
    LabelNode skip = new LabelNode();
    InsnList code = new InsnList();
    code.add(calls.call("recording", "()Z"));
    code.add(new JumpInsnNode(Opcodes.IFEQ, skip));
    code.add(new IntInsnNode(Opcodes.SIPUSH, types.length + 1));
    code.add(new TypeInsnNode(Opcodes.ANEWARRAY, OBJECT));
    List<Object> locals = new ArrayList<>();
    int slot = 0;
    if (!isStatic) {
      code.add(new InsnNode(Opcodes.DUP));
      code.add(new InsnNode(Opcodes.ICONST_0));
      code.add(new VarInsnNode(Opcodes.ALOAD, 0));
      code.add(new InsnNode(Opcodes.AASTORE));
      locals.add(owner.name);
      slot = 1;
    }
    for (int i = 0; i < types.length; i++) {
      code.add(new InsnNode(Opcodes.DUP));
      code.add(new IntInsnNode(Opcodes.SIPUSH, i + 1));
      code.add(new VarInsnNode(types[i].getOpcode(Opcodes.ILOAD), slot));
      box(types[i], code);
      code.add(new InsnNode(Opcodes.AASTORE));
      locals.add(frameType(types[i]));
      slot += types[i].getSize();
    }
    code.add(calls.call("begin", "([L" + OBJECT + ";)V"));
    code.add(skip);
    code.add(new FrameNode(Opcodes.F_NEW, locals.size(), locals.toArray(), 0, new Object[0]));
    // The method's own first instruction may have a frame too.
    code.add(new InsnNode(Opcodes.NOP));
    return code;
  }

  private static Object frameType(Type type) {
    return switch (type.getSort()) {
      case Type.DOUBLE -> Opcodes.DOUBLE;
      case Type.FLOAT -> Opcodes.FLOAT;
      case Type.LONG -> Opcodes.LONG;
      case Type.OBJECT, Type.ARRAY -> type.getInternalName();
      default -> Opcodes.INTEGER;
    };
  }

  private static void box(Type type, InsnList code) {
    String box =
        switch (type.getSort()) {
          case Type.BOOLEAN -> "java/lang/Boolean";
          case Type.CHAR -> "java/lang/Character";
          case Type.BYTE -> "java/lang/Byte";
          case Type.SHORT -> "java/lang/Short";
          case Type.INT -> "java/lang/Integer";
          case Type.LONG -> "java/lang/Long";
          case Type.FLOAT -> "java/lang/Float";
          case Type.DOUBLE -> "java/lang/Double";
          default -> null;
        };
    if (box != null) {
      code.add(
          new MethodInsnNode(
              Opcodes.INVOKESTATIC,
              box,
              "valueOf",
              "(" + type.getDescriptor() + ")L" + box + ";",
              false));
    }
  }
}
