package io.gradprobe.agent.custom.weave;

import java.util.ArrayList;
import java.util.List;
import org.objectweb.asm.ClassReader;

/** The classes that a class file refers to. */
final class ClassNames {
  private static final int TAG_CLASS = 7;

  /** Libraries that have no training loop of the program's in them. */
  private static final String[] FOREIGN = {
    "java/",
    "javax/",
    "jdk/",
    "sun/",
    "com/sun/",
    "io/gradprobe/agent/",
    "io/gradprobe/runtime/",
    "io/gradprobe/collectors/",
    "ai/djl/",
    "org/bytedeco/",
    "org/nd4j/",
    "org/deeplearning4j/",
    "org/tensorflow/",
    "org/slf4j/",
    "org/apache/",
    "org/springframework/",
    "org/junit/",
    "com/google/",
    "com/fasterxml/",
    "ch/qos/",
    "io/netty/",
    "kotlin/",
    "scala/",
    "groovy/"
  };

  private ClassNames() {}

  /** Internal names of all classes in the constant pool but arrays. */
  static List<String> in(byte[] bytes) {
    List<String> names = new ArrayList<>();
    try {
      ClassReader reader = new ClassReader(bytes);
      char[] text = new char[reader.getMaxStringLength()];
      for (int i = 1; i < reader.getItemCount(); i++) {
        int at = reader.getItem(i);
        if (at > 0 && bytes[at - 1] == TAG_CLASS) {
          String name = reader.readUTF8(at, text);
          if (name != null && !name.startsWith("[")) {
            names.add(name);
          }
        }
      }
    } catch (RuntimeException e) {
      // A class file that can't be read refers to nothing.
    }
    return names;
  }

  /** Whether a class is a library's, or the JDK's. */
  static boolean isForeign(String internalName) {
    for (String prefix : FOREIGN) {
      if (internalName.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }
}
