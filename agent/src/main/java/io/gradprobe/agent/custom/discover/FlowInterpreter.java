package io.gradprobe.agent.custom.discover;

import java.util.List;
import org.objectweb.asm.Handle;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.Type;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.FieldInsnNode;
import org.objectweb.asm.tree.IntInsnNode;
import org.objectweb.asm.tree.InvokeDynamicInsnNode;
import org.objectweb.asm.tree.LdcInsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MultiANewArrayInsnNode;
import org.objectweb.asm.tree.TypeInsnNode;
import org.objectweb.asm.tree.VarInsnNode;
import org.objectweb.asm.tree.analysis.Interpreter;

/** Runs a method on expressions in place of values. */
final class FlowInterpreter extends Interpreter<Sym> {
  /** Code that trains has a few loops and takes some thousands; tables of cases take millions. */
  private static final int MOST_MERGES = 10_000;

  private final Program program;
  private final Calls calls;
  private int merges;
  private final Variables variables;

  FlowInterpreter(Program program, Calls calls, Variables variables) {
    super(Opcodes.ASM9);
    this.variables = variables;
    this.program = program;
    this.calls = calls;
  }

  @Override
  public Sym newValue(Type type) {
    if (type == null) {
      return Sym.NOTHING;
    }
    if (type == Type.VOID_TYPE) {
      return null;
    }
    return type.getSize() == 2 ? Sym.WIDE : Sym.OTHER;
  }

  @Override
  public Sym newParameterValue(boolean isInstance, int local, Type type) {
    return Sym.argument(local, type.getDescriptor());
  }

  @Override
  public Sym newOperation(AbstractInsnNode insn) {
    int opcode = insn.getOpcode();
    if (opcode >= Opcodes.ICONST_M1 && opcode <= Opcodes.ICONST_5) {
      return Sym.constant(opcode - Opcodes.ICONST_0, 1);
    }
    return switch (opcode) {
      case Opcodes.ACONST_NULL -> Sym.constant(null, 1);
      case Opcodes.DCONST_0, Opcodes.DCONST_1 ->
          Sym.constant((double) (opcode - Opcodes.DCONST_0), 2);
      case Opcodes.FCONST_0, Opcodes.FCONST_1, Opcodes.FCONST_2 ->
          Sym.constant((double) (opcode - Opcodes.FCONST_0), 1);
      case Opcodes.LDC -> {
        Object constant = ((LdcInsnNode) insn).cst;
        boolean isWide = constant instanceof Double || constant instanceof Long;
        yield constant instanceof Number ? Sym.constant(constant, isWide ? 2 : 1) : Sym.OTHER;
      }
      case Opcodes.GETSTATIC -> {
        FieldInsnNode field = (FieldInsnNode) insn;
        yield Sym.staticField(program.field(field.owner, field.name, field.desc));
      }
      case Opcodes.NEW -> Sym.made(insn, "L" + ((TypeInsnNode) insn).desc + ";");
      case Opcodes.LCONST_0, Opcodes.LCONST_1 -> Sym.WIDE;
      default -> Sym.OTHER;
    };
  }

  @Override
  public Sym copyOperation(AbstractInsnNode insn, Sym value) {
    int opcode = insn.getOpcode();
    boolean isLoad = opcode == Opcodes.ALOAD || opcode == Opcodes.DLOAD || opcode == Opcodes.FLOAD;
    if (!isLoad || value.isPlace() || value.is(Sym.Kind.LAMBDA)) {
      return value;
    }
    Sym alias = opcode == Opcodes.ALOAD ? value.alias() : null;
    return alias != null ? alias : Sym.local(variables.of((VarInsnNode) insn), value);
  }

  @Override
  public Sym unaryOperation(AbstractInsnNode insn, Sym value) {
    return switch (insn.getOpcode()) {
      case Opcodes.DNEG, Opcodes.FNEG -> Sym.operation('n', value.size, value);
      case Opcodes.D2F -> value.withSize(1);
      case Opcodes.F2D -> value.withSize(2);
      case Opcodes.I2D, Opcodes.L2D, Opcodes.I2L, Opcodes.F2L, Opcodes.D2L, Opcodes.LNEG ->
          Sym.WIDE;
      case Opcodes.GETFIELD -> {
        FieldInsnNode field = (FieldInsnNode) insn;
        yield Sym.field(value, program.field(field.owner, field.name, field.desc));
      }
      case Opcodes.NEWARRAY ->
          switch (((IntInsnNode) insn).operand) {
            case Opcodes.T_DOUBLE -> Sym.made(insn, "[D");
            case Opcodes.T_FLOAT -> Sym.made(insn, "[F");
            default -> Sym.made(insn, null);
          };
      case Opcodes.ANEWARRAY ->
          Sym.made(insn, "[" + Type.getObjectType(((TypeInsnNode) insn).desc).getDescriptor());
      case Opcodes.CHECKCAST -> value;
      case Opcodes.IFEQ,
          Opcodes.IFNE,
          Opcodes.IFLT,
          Opcodes.IFGE,
          Opcodes.IFGT,
          Opcodes.IFLE,
          Opcodes.IFNULL,
          Opcodes.IFNONNULL,
          Opcodes.TABLESWITCH,
          Opcodes.LOOKUPSWITCH,
          Opcodes.IRETURN,
          Opcodes.LRETURN,
          Opcodes.FRETURN,
          Opcodes.DRETURN,
          Opcodes.ARETURN,
          Opcodes.PUTSTATIC,
          Opcodes.ATHROW,
          Opcodes.MONITORENTER,
          Opcodes.MONITOREXIT ->
          null;
      default -> Sym.OTHER;
    };
  }

  @Override
  public Sym binaryOperation(AbstractInsnNode insn, Sym a, Sym b) {
    return switch (insn.getOpcode()) {
      case Opcodes.DALOAD -> Sym.element(a, 2);
      case Opcodes.FALOAD, Opcodes.AALOAD -> Sym.element(a, 1);
      case Opcodes.DADD, Opcodes.FADD -> Sym.operation('+', a.size, a, b);
      case Opcodes.DSUB, Opcodes.FSUB -> Sym.operation('-', a.size, a, b);
      case Opcodes.DMUL, Opcodes.FMUL -> Sym.operation('*', a.size, a, b);
      case Opcodes.DDIV, Opcodes.FDIV -> Sym.operation('/', a.size, a, b);
      case Opcodes.DREM, Opcodes.FREM -> Sym.operation('f', a.size, a, b);
      case Opcodes.LALOAD,
          Opcodes.LADD,
          Opcodes.LSUB,
          Opcodes.LMUL,
          Opcodes.LDIV,
          Opcodes.LREM,
          Opcodes.LSHL,
          Opcodes.LSHR,
          Opcodes.LUSHR,
          Opcodes.LAND,
          Opcodes.LOR,
          Opcodes.LXOR ->
          Sym.WIDE;
      case Opcodes.PUTFIELD,
          Opcodes.IF_ICMPEQ,
          Opcodes.IF_ICMPNE,
          Opcodes.IF_ICMPLT,
          Opcodes.IF_ICMPGE,
          Opcodes.IF_ICMPGT,
          Opcodes.IF_ICMPLE,
          Opcodes.IF_ACMPEQ,
          Opcodes.IF_ACMPNE ->
          null;
      default -> Sym.OTHER;
    };
  }

  @Override
  public Sym ternaryOperation(AbstractInsnNode insn, Sym a, Sym b, Sym c) {
    return null;
  }

  @Override
  public Sym naryOperation(AbstractInsnNode insn, List<? extends Sym> arguments) {
    if (insn instanceof MultiANewArrayInsnNode array) {
      return Sym.made(insn, array.desc);
    }
    if (insn instanceof InvokeDynamicInsnNode dynamic) {
      Handle body = lambdaBody(dynamic);
      if (body != null) {
        return Sym.lambda(
            program.method(body.getOwner(), body.getName(), body.getDesc()),
            List.copyOf(arguments));
      }
      return newValue(Type.getReturnType(dynamic.desc));
    }
    MethodInsnNode call = (MethodInsnNode) insn;
    MethodId target = program.method(call.owner, call.name, call.desc);
    if (target.result().equals("V")) {
      return null;
    }
    return calls
        .result(target, call.getOpcode(), List.copyOf(arguments))
        .withSize(Type.getReturnType(call.desc).getSize());
  }

  /** The method that a lambda runs; null where the instruction makes none. */
  static Handle lambdaBody(InvokeDynamicInsnNode dynamic) {
    if (dynamic.bsm.getOwner().equals("java/lang/invoke/LambdaMetafactory")
        && dynamic.bsmArgs.length > 1
        && dynamic.bsmArgs[1] instanceof Handle body) {
      return body;
    }
    return null;
  }

  @Override
  public void returnOperation(AbstractInsnNode insn, Sym value, Sym expected) {
    // Returns are collected after the analysis, when frames have settled.
  }

  @Override
  public Sym merge(Sym a, Sym b) {
    if (a.equals(b)) {
      return a;
    }
    if (++merges > MOST_MERGES) {
      throw new IllegalStateException("too many ways through this method to follow them all");
    }
    if (a.is(Sym.Kind.NOTHING) || b.is(Sym.Kind.NOTHING) || a.size != b.size) {
      return Sym.NOTHING;
    }
    return Sym.join(a, b);
  }
}
