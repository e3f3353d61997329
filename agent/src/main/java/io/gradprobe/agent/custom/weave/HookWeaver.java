package io.gradprobe.agent.custom.weave;

import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.ClassWriter;
import org.objectweb.asm.Opcodes;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

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
   * @return null where nothing is
   */
  static byte[] weave(byte[] bytes, Map<String, List<Point>> points) {
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

  private static boolean weave(MethodNode method, List<Point> wanted, String file) {
    if (!hasRoom(method, wanted.size())) {
      return false;
    }
    boolean any = false;
    // The instructions are looked up first: what is woven would change their numbers.
    AbstractInsnNode[] targets = new AbstractInsnNode[wanted.size()];
    for (int i = 0; i < targets.length; i++) {
      Point point = wanted.get(i);
      targets[i] = point.isAround() ? null : InsideMethod.find(method, point.instruction());
    }
    for (int i = 0; i < targets.length; i++) {
      if (targets[i] != null) {
        any |= InsideMethod.weave(method, targets[i], wanted.get(i).site(), file);
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

  private static boolean hasRoom(MethodNode method, int hooks) {
    int grown = hooks * (BYTES + BYTES_A_VARIABLE * method.maxLocals);
    int size = method.instructions.size();
    // An instruction takes two or three bytes on average, labels and frames none.
    return size * 3 + grown < LONGEST_COMPILED || size > LONGEST_COMPILED;
  }
}
