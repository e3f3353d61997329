package io.gradprobe.agent.custom.weave;

import io.gradprobe.agent.custom.discover.ClassSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.AbstractInsnNode;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodInsnNode;
import org.objectweb.asm.tree.MethodNode;

/**
 * Whether a method itself, or a constructor that it calls, does something that can't be put back:
 * input and output, threads, random numbers that are drawn from the process, calls of libraries.
 * What other methods of the program's do they say themselves as they run.
 */
final class Purity {
  private static final String[] EFFECTS = {
    "java/io/",
    "java/net/",
    "java/nio/file/",
    "java/nio/channels/",
    "java/sql/",
    "java/util/logging/",
    "java/util/prefs/",
    "java/util/zip/",
    "java/util/Scanner",
    "java/util/Timer",
    "java/util/concurrent/",
    "java/lang/Process",
    "java/lang/Runtime",
    "java/lang/Thread",
    "java/lang/ref/",
    "java/security/",
    "javax/"
  };

  private static final String[] HARMLESS = {
    "java/io/Serializable",
    "java/io/UncheckedIOException",
    "java/io/IOException",
    "java/util/concurrent/atomic/",
    "java/util/concurrent/ConcurrentHashMap",
    "java/util/concurrent/TimeUnit"
  };

  private static final Set<String> HARMLESS_OF_SYSTEM =
      Set.of("arraycopy", "identityHashCode", "nanoTime", "currentTimeMillis", "lineSeparator");

  private final ClassSource source;
  private final Map<String, ClassNode> classes = new HashMap<>();

  /** By class, name and descriptor of constructors. */
  private final Map<String, Boolean> constructors = new HashMap<>();

  Purity(ClassSource source) {
    this.source = source;
  }

  /** Whether a method has no such effect. */
  synchronized boolean isPure(ClassNode owner, MethodNode method) {
    classes.putIfAbsent(owner.name, owner);
    for (AbstractInsnNode at : method.instructions) {
      if (at instanceof MethodInsnNode call && hasEffect(call)) {
        return false;
      }
    }
    return true;
  }

  private boolean hasEffect(MethodInsnNode call) {
    String owner = call.owner;
    if (owner.startsWith("[")) {
      return false;
    }
    if (owner.startsWith("java/") || owner.startsWith("javax/")) {
      boolean system = owner.equals("java/lang/System");
      boolean drawn =
          owner.equals("java/lang/Math") && call.name.equals("random")
              || call.name.startsWith("parallel");
      return system ? !HARMLESS_OF_SYSTEM.contains(call.name) : drawn || isIn(owner);
    }
    ClassNode own = read(owner);
    if (own == null) {
      return true;
    }
    return call.name.equals("<init>") && !isPureConstructor(own, call.name + call.desc);
  }

  private static boolean isIn(String owner) {
    for (String harmless : HARMLESS) {
      if (owner.startsWith(harmless)) {
        return false;
      }
    }
    for (String effect : EFFECTS) {
      if (owner.startsWith(effect)) {
        return true;
      }
    }
    return false;
  }

  private boolean isPureConstructor(ClassNode owner, String constructor) {
    String key = owner.name + "." + constructor;
    Boolean known = constructors.get(key);
    if (known != null) {
      return known;
    }
    // While it is looked at it is taken to be: constructors may call each other in turn.
    constructors.put(key, true);
    boolean pure = false;
    for (MethodNode method : owner.methods) {
      if ((method.name + method.desc).equals(constructor)) {
        pure = isPure(owner, method);
      }
    }
    constructors.put(key, pure);
    return pure;
  }

  private ClassNode read(String name) {
    if (!classes.containsKey(name)) {
      byte[] bytes = ClassNames.isForeign(name) ? null : source.bytes(name);
      ClassNode node = null;
      if (bytes != null) {
        node = new ClassNode();
        new ClassReader(bytes).accept(node, ClassReader.SKIP_DEBUG | ClassReader.SKIP_FRAMES);
      }
      classes.put(name, node);
    }
    return classes.get(name);
  }
}
