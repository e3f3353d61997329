package io.gradprobe.agent.weave;

import java.util.HashMap;
import java.util.Map;
import org.objectweb.asm.ClassReader;

/** How long the methods of a class file are. */
final class CodeSizes {
  /** The JVM never compiles a longer method. */
  static final int LONGEST_COMPILED = 8000;

  private CodeSizes() {}

  /** The length of each method's code in bytes, by the method's name and descriptor. */
  static Map<String, Integer> of(ClassReader reader) {
    Map<String, Integer> found = new HashMap<>();
    char[] text = new char[reader.getMaxStringLength()];
    int at = reader.header + 6;
    at += 2 + 2 * reader.readUnsignedShort(at);
    int fields = reader.readUnsignedShort(at);
    at += 2;
    for (int i = 0; i < fields; i++) {
      at = pastAttributes(reader, at + 6);
    }
    int methods = reader.readUnsignedShort(at);
    at += 2;
    for (int i = 0; i < methods; i++) {
      String method = reader.readUTF8(at + 2, text) + reader.readUTF8(at + 4, text);
      found.put(method, codeLength(reader, at + 6, text));
      at = pastAttributes(reader, at + 6);
    }
    return found;
  }

  private static int pastAttributes(ClassReader reader, int at) {
    int count = reader.readUnsignedShort(at);
    int next = at + 2;
    for (int i = 0; i < count; i++) {
      next += 6 + reader.readInt(next + 2);
    }
    return next;
  }

  private static int codeLength(ClassReader reader, int at, char[] text) {
    int count = reader.readUnsignedShort(at);
    int next = at + 2;
    for (int i = 0; i < count; i++) {
      if (reader.readUTF8(next, text).equals("Code")) {
        return reader.readInt(next + 10);
      }
      next += 6 + reader.readInt(next + 2);
    }
    return 0;
  }
}
