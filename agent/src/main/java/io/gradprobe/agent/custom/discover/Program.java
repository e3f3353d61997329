package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.objectweb.asm.ClassReader;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.FieldNode;
import org.objectweb.asm.tree.MethodNode;

/** The classes of a program: looked at quickly all of them, read wholly where it matters. */
final class Program {
  private final ClassSource source;
  private final Map<String, ClassScan> scans = new LinkedHashMap<>();
  private final Map<String, ClassNode> read = new HashMap<>();
  private final Map<ClassNode, Map<MethodId, MethodNode>> bodies = new HashMap<>();
  private final Map<MethodId, List<MethodId>> overriding = new HashMap<>();
  private final Map<String, List<String>> children = new HashMap<>();

  /** Whether a class, by its internal name, has a word of training in it. */
  boolean speaksOfTraining(String name) {
    byte[] bytes = source.bytes(name);
    return bytes != null && Words.areIn(bytes);
  }

  Program(ClassSource source) {
    this.source = source;
    source.names().stream()
        .sorted()
        .parallel()
        .map(this::scan)
        .filter(scan -> scan != null)
        .toList()
        .forEach(scan -> scans.put(scan.name(), scan));
    for (ClassScan scan : scans.values()) {
      for (String parent : scan.parents()) {
        children.computeIfAbsent(parent, p -> new ArrayList<>()).add(scan.name());
      }
    }
  }

  private ClassScan scan(String name) {
    byte[] bytes = source.bytes(name);
    return bytes == null ? null : ClassScan.of(bytes);
  }

  Collection<ClassScan> scans() {
    return scans.values();
  }

  ClassScan scan(MethodId method) {
    return scans.get(method.owner());
  }

  /** A class, whole; null where there is none or it belongs to Java itself. */
  ClassNode node(String name) {
    if (name.startsWith("java/") || name.startsWith("jdk/") || name.startsWith("[")) {
      return null;
    }
    if (read.containsKey(name)) {
      return read.get(name);
    }
    ClassNode node = null;
    byte[] bytes = source.bytes(name);
    if (bytes != null) {
      try {
        node = new ClassNode();
        new ClassReader(bytes).accept(node, ClassReader.SKIP_FRAMES);
      } catch (RuntimeException e) {
        // Damaged bytes end in any exception.
        node = null;
      }
    }
    read.put(name, node);
    return node;
  }

  /** The field that an instruction means, by the class that declares it. */
  FieldId field(String owner, String name, String descriptor) {
    String declaring = owner;
    for (ClassNode c = node(owner); c != null; c = c.superName == null ? null : node(c.superName)) {
      for (FieldNode field : c.fields) {
        if (field.name.equals(name) && field.desc.equals(descriptor)) {
          declaring = c.name;
          return new FieldId(declaring, name, descriptor);
        }
      }
    }
    return new FieldId(declaring, name, descriptor);
  }

  /** The method that a call means, by the class that declares it. */
  MethodId method(String owner, String name, String descriptor) {
    MethodId found = find(owner, name, descriptor, 0);
    return found == null ? new MethodId(owner, name, descriptor) : found;
  }

  private MethodId find(String owner, String name, String descriptor, int depth) {
    ClassNode c = node(owner);
    if (c == null || depth > 20) {
      return null;
    }
    for (MethodNode method : c.methods) {
      if (method.name.equals(name) && method.desc.equals(descriptor)) {
        return new MethodId(c.name, name, descriptor);
      }
    }
    MethodId found = c.superName == null ? null : find(c.superName, name, descriptor, depth + 1);
    for (int i = 0; found == null && i < c.interfaces.size(); i++) {
      found = find(c.interfaces.get(i), name, descriptor, depth + 1);
    }
    return found;
  }

  /** The method's code; null where the program has none. */
  MethodNode code(MethodId id) {
    ClassNode c = node(id.owner());
    return c == null ? null : bodies.computeIfAbsent(c, Program::bodies).get(id);
  }

  private static Map<MethodId, MethodNode> bodies(ClassNode c) {
    Map<MethodId, MethodNode> bodies = new HashMap<>();
    for (MethodNode method : c.methods) {
      if (method.instructions.size() > 0) {
        bodies.put(new MethodId(c.name, method.name, method.desc), method);
      }
    }
    return bodies;
  }

  /** The methods of sub classes that may run in place of this one, itself not among them. */
  List<MethodId> overriding(MethodId id) {
    List<MethodId> known = overriding.get(id);
    if (known == null) {
      known = new ArrayList<>();
      if (!id.isInitializer()) {
        overriding(id, id.owner(), known, 0);
      }
      overriding.put(id, known);
    }
    return known;
  }

  private void overriding(MethodId id, String owner, List<MethodId> found, int depth) {
    if (depth > 20) {
      return;
    }
    for (String child : children.getOrDefault(owner, List.of())) {
      MethodId candidate = new MethodId(child, id.name(), id.descriptor());
      if (code(candidate) != null && !found.contains(candidate)) {
        found.add(candidate);
      }
      overriding(id, child, found, depth + 1);
    }
  }
}
