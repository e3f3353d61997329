package io.gradprobe.agent.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.Opcodes;

/**
 * The lines of methods that were running when their class was woven. They go on with the code from
 * before, whose lines the JVM has forgotten; where in that code they are it still tells.
 */
public final class EarlierLines {
  private static final Map<String, EarlierLines> KEPT = new ConcurrentHashMap<>();

  /** What is known of a method: its code, and the line by the place where its code begins. */
  private record Code(ClassReader file, int start, int length, TreeMap<Integer, Integer> lines) {
    /** A frame that is not the top one stands at a call: else it is other code than what runs. */
    int lineOfCall(int place) {
      int opcode = place < 0 || place >= length ? 0 : file.readByte(start + place);
      boolean isCall = opcode >= Opcodes.INVOKEVIRTUAL && opcode <= Opcodes.INVOKEDYNAMIC;
      Map.Entry<Integer, Integer> line = lines.floorEntry(place);
      return isCall && line != null ? line.getValue() : -1;
    }
  }

  /** By the method's name: a frame tells no more of it. */
  private final Map<String, List<Code>> methods = new HashMap<>();

  private String source;

  private EarlierLines() {}

  /** Keeps the lines of a class of which methods are running. */
  public static void keep(Class<?> running) {
    String file = running.getName().replace('.', '/') + ".class";
    try (InputStream in = running.getClassLoader().getResourceAsStream(file)) {
      if (in != null) {
        EarlierLines lines = new EarlierLines();
        lines.read(new ClassReader(in));
        KEPT.put(running.getName(), lines);
      }
    } catch (IOException | RuntimeException e) {
      // Of a class whose file can't be read there is nothing to keep.
    }
  }

  /**
   * The place of a frame whose line the JVM does not tell.
   *
   * @return null where it is not known here either
   */
  public static String format(StackWalker.StackFrame frame) {
    EarlierLines lines = KEPT.isEmpty() ? null : KEPT.get(frame.getClassName());
    int line = lines == null ? -1 : lines.line(frame.getMethodName(), frame.getByteCodeIndex());
    return line < 0
        ? null
        : SourceLine.format(frame.getClassName(), frame.getMethodName(), lines.source, line);
  }

  /** The line of a place; of methods that share a name, of the only one that has a call there. */
  private int line(String method, int place) {
    int found = -1;
    for (Code code : methods.getOrDefault(method, List.of())) {
      int line = code.lineOfCall(place);
      if (line >= 0 && found >= 0 && line != found) {
        return -1;
      }
      found = Math.max(found, line);
    }
    return found;
  }

  private void read(ClassReader file) {
    char[] text = new char[file.getMaxStringLength()];
    int at = file.header + 6;
    at += 2 + 2 * file.readUnsignedShort(at);
    int fields = file.readUnsignedShort(at);
    at += 2;
    for (int i = 0; i < fields; i++) {
      at = pastAttributes(file, at + 6);
    }
    int count = file.readUnsignedShort(at);
    at += 2;
    for (int i = 0; i < count; i++) {
      int code = attribute(file, at + 6, "Code", text);
      if (code > 0) {
        methods
            .computeIfAbsent(file.readUTF8(at + 2, text), name -> new ArrayList<>())
            .add(code(file, code, text));
      }
      at = pastAttributes(file, at + 6);
    }
    int named = attribute(file, at, "SourceFile", text);
    source = named > 0 ? file.readUTF8(named, text) : null;
  }

  private static Code code(ClassReader file, int at, char[] text) {
    int length = file.readInt(at + 4);
    int handlers = at + 8 + length;
    int inside = handlers + 2 + 8 * file.readUnsignedShort(handlers);
    TreeMap<Integer, Integer> lines = new TreeMap<>();
    int table = attribute(file, inside, "LineNumberTable", text);
    if (table > 0) {
      int count = file.readUnsignedShort(table);
      for (int i = 0; i < count; i++) {
        int entry = table + 2 + 4 * i;
        lines.put(file.readUnsignedShort(entry), file.readUnsignedShort(entry + 2));
      }
    }
    return new Code(file, at + 8, length, lines);
  }

  /** Where the content of the attribute of that name begins; 0 where there is none. */
  private static int attribute(ClassReader file, int at, String name, char[] text) {
    int count = file.readUnsignedShort(at);
    int next = at + 2;
    for (int i = 0; i < count; i++) {
      if (file.readUTF8(next, text).equals(name)) {
        return next + 6;
      }
      next += 6 + file.readInt(next + 2);
    }
    return 0;
  }

  private static int pastAttributes(ClassReader file, int at) {
    int count = file.readUnsignedShort(at);
    int next = at + 2;
    for (int i = 0; i < count; i++) {
      next += 6 + file.readInt(next + 2);
    }
    return next;
  }
}
