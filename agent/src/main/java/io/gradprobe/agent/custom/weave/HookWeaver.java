package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.custom.probe.Site;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.InsnList;
import org.objectweb.asm.tree.InsnNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;
import org.objectweb.asm.tree.VarInsnNode;

/**
 * Weaves hooks into one class. Adds no field, method or local variable; methods that the JVM would
 * not compile any more with hooks in them go without.
 */
final class HookWeaver {
  /** The JVM never compiles a longer method. */
  private static final int LONGEST_COMPILED = 8000;

  /** More than what all hooks of a method take up. */
  private static final int BYTES = 40;

  private static final int BYTES_A_VARIABLE = 7;

  private HookWeaver() {}

  /**
   * The woven class.
   *
   * @param points what is to be woven, by the method's name and descriptor
   * @param recorders record calls of the class's methods; most often none
   * @return null where nothing is
   */
  static byte[] weave(byte[] bytes, Map<String, List<Point>> points, List<Recorder> recorders) {
    ClassReader reader = new ClassReader(bytes);
    if (reader.readUnsignedShort(6) < Opcodes.V1_7) {
      // Its code can't call what is bound when it first runs.
      return null;
    }
    ClassNode node = new ClassNode();
    reader.accept(node, ClassReader.EXPAND_FRAMES);
    boolean any = false;
    for (MethodNode method : node.methods) {
      List<Point> wanted = points.get(method.name + method.desc);
      any |= record(node, method, wanted, recorders);
      if (wanted != null && method.instructions.size() > 0 && !method.name.startsWith("<")) {
        any |= weave(method, wanted, node.sourceFile);
      }
    }
    if (!any) {
      return null;
    }
    ClassWriter writer = new ClassWriter(reader, 0);
    node.accept(writer);
    return writer.toByteArray();
  }

  /**
   * Weaves the first recorder that wants a method, before its hooks: so a call that hooks learn of
   * the end of has been recorded. Not where hooks stand at certain instructions.
   */
  private static boolean record(
      ClassNode owner, MethodNode method, List<Point> hooks, List<Recorder> recorders) {
    boolean inside = hooks != null && !hooks.stream().allMatch(Point::isAround);
    for (Recorder recorder : recorders) {
      if (!inside && recorder.wants(owner, method)) {
        recorder.weave(owner, method);
        return true;
      }
    }
    return false;
  }

  private static boolean weave(MethodNode method, List<Point> wanted, String file) {
    if (!hasRoom(method, wanted.size())) {
      return false;
    }
    boolean any = false;
    // The instructions are looked up first: what is woven would change their numbers.
    AbstractInsnNode[] targets = new AbstractInsnNode[wanted.size()];
    for (int i = 0; i < targets.length; i++) {
      Point point = wanted.get(i);
      targets[i] =
          point.isAround() || onlyCallsSteps(method, point)
              ? null
              : InsideMethod.find(method, point.instruction());
    }
    Map<AbstractInsnNode, AbstractInsnNode> steps = new HashMap<>();
    for (int i = 0; i < targets.length; i++) {
      Site site = wanted.get(i).site();
      if (targets[i] != null && site.kind() != Site.Kind.LOSS_VALUE) {
        AbstractInsnNode hook = InsideMethod.weave(method, targets[i], site, file);
        any |= hook != null;
        if (hook != null && site.kind() == Site.Kind.INLINE_STEP) {
          steps.put(targets[i], hook);
        }
      }
    }
    for (int i = 0; i < targets.length; i++) {
      if (wanted.get(i).site().kind() == Site.Kind.LOSS_VALUE) {
        any |= loss(method, wanted.get(i), steps.get(targets[i]));
      }
    }
    for (Point point : wanted) {
      if (point.isAround()) {
        point.site().woven(file, List.of());
        AroundMethod.weave(method, point.site());
        any = true;
      }
    }
    return any;
  }

  /** Whether all updates of a step inside the method are calls that are hooked themselves. */
  private static boolean onlyCallsSteps(MethodNode method, Point point) {
    return !point.updates().isEmpty()
        && point.updates().stream()
            .map(number -> InsideMethod.find(method, number))
            .allMatch(
                at ->
                    at instanceof MethodInsnNode call
                        && point.calls().contains(call.name + call.desc));
  }

  /** In front of a step: its loss, where a variable has it. */
  private static boolean loss(MethodNode method, Point point, AbstractInsnNode hook) {
    boolean any = hook != null && loss(method, point.site(), hook.getNext());
    for (AbstractInsnNode at : method.instructions.toArray()) {
      if (at instanceof MethodInsnNode call && point.calls().contains(call.name + call.desc)) {
        any |= loss(method, point.site(), at);
      }
    }
    return any;
  }

  private static boolean loss(MethodNode method, Site site, AbstractInsnNode at) {
    int slot = LossVariable.before(method, at);
    if (slot < 0) {
      return false;
    }
    InsnList code = new InsnList();
    if (LossVariable.isFloat(method, at, slot)) {
      code.add(new VarInsnNode(Opcodes.FLOAD, slot));
      code.add(new InsnNode(Opcodes.F2D));
    } else {
      code.add(new VarInsnNode(Opcodes.DLOAD, slot));
    }
    code.add(new HookCalls(site).lossIs());
    method.instructions.insertBefore(at, code);
    method.maxStack += 2;
    return true;
  }

  private static boolean hasRoom(MethodNode method, int hooks) {
    int grown = hooks * (BYTES + BYTES_A_VARIABLE * method.maxLocals);
    int size = method.instructions.size();
    // An instruction takes two or three bytes on average, labels and frames none.
    return size * 3 + grown < LONGEST_COMPILED || size > LONGEST_COMPILED;
  }
}
