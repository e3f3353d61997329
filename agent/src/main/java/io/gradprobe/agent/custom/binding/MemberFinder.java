package io.gradprobe.agent.custom.binding;

import io.gradprobe.runtime.config.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Stream;

/** Finds the members that patterns mean. */
final class MemberFinder {
  private static final int CANDIDATES = 3;

  private final Function<String, byte[]> bytes;
  private final Collection<String> names;
  private final Map<String, ClassMembers> read = new HashMap<>();

  MemberFinder(Function<String, byte[]> bytes, Collection<String> names) {
    this.bytes = bytes;
    this.names = names;
  }

  /**
   * The member.
   *
   * @param owner the class where the pattern names none
   * @throws NotFound where there is none or more than one
   */
  MemberRef find(MemberPattern pattern, String owner) throws NotFound {
    ClassMembers type = type(pattern.owner().isEmpty() ? owner : pattern.owner());
    List<ClassMembers> line = withParents(type);
    if (pattern.isLocal()) {
      return local(pattern, type);
    }
    if (pattern.types() == null) {
      for (ClassMembers c : line) {
        for (MemberRef field : c.fields) {
          if (field.name().equals(pattern.name())) {
            return field;
          }
        }
      }
    }
    return method(pattern, type, line);
  }

  private MemberRef method(MemberPattern pattern, ClassMembers type, List<ClassMembers> line)
      throws NotFound {
    Map<String, MemberRef> fitting = new HashMap<>();
    Set<String> overloads = new LinkedHashSet<>();
    for (ClassMembers c : line) {
      for (MemberRef method : c.methods) {
        if (method.name().equals(pattern.name())) {
          overloads.add(method.toString());
          if (pattern.fits(method.descriptor())) {
            // An overriding method comes before the one that it overrides.
            String arguments =
                method.descriptor().substring(0, method.descriptor().indexOf(')') + 1);
            fitting.merge(
                arguments, method, (a, b) -> a.owner().equals(b.owner()) ? result(a, b) : a);
          }
        }
      }
    }
    if (fitting.size() == 1) {
      return fitting.values().iterator().next();
    }
    if (fitting.size() > 1) {
      throw new NotFound(
          "'"
              + pattern.text()
              + "' is ambiguous: "
              + String.join(
                  " or ", fitting.values().stream().map(MemberRef::toString).sorted().toList()));
    }
    if (!overloads.isEmpty()) {
      throw new NotFound(
          "no method '" + pattern.text() + "'; there is " + String.join(" and ", overloads));
    }
    throw new NotFound(
        "no member '"
            + pattern.name()
            + "' in "
            + type.name
            + nearest(pattern.name(), line, pattern.types() != null));
  }

  // javac makes bridges: methods that differ in their result only. The narrower one is ours.
  private static MemberRef result(MemberRef a, MemberRef b) {
    return a.descriptor().endsWith(")Ljava/lang/Object;") ? b : a;
  }

  private static String nearest(String name, List<ClassMembers> line, boolean methodsOnly) {
    Map<String, String> shown = new HashMap<>();
    for (ClassMembers c : line) {
      Stream.concat(methodsOnly ? Stream.empty() : c.fields.stream(), c.methods.stream())
          .filter(m -> !m.name().startsWith("<") && !m.owner().startsWith("java."))
          .forEach(m -> shown.putIfAbsent(m.name(), m.toString()));
    }
    if (shown.isEmpty()) {
      return "";
    }
    List<String> left = new ArrayList<>(shown.keySet());
    left.sort(null);
    List<String> best = new ArrayList<>();
    while (best.size() < CANDIDATES && !left.isEmpty()) {
      String next = Nearest.of(name, left);
      left.remove(next);
      best.add(shown.get(next));
    }
    return "; did you mean " + String.join(", ", best) + "?";
  }

  private static MemberRef local(MemberPattern pattern, ClassMembers type) throws NotFound {
    List<MemberRef> methods =
        type.methods.stream()
            .filter(m -> m.name().equals(pattern.name()) && pattern.fits(m.descriptor()))
            .toList();
    if (methods.isEmpty()) {
      throw new NotFound("no method '" + pattern.name() + "' in " + type.name);
    }
    if (methods.size() > 1) {
      throw new NotFound(
          "'"
              + pattern.text()
              + "' is ambiguous: "
              + String.join(" or ", methods.stream().map(MemberRef::toString).toList()));
    }
    MemberRef method = methods.get(0);
    List<ClassMembers.Local> locals =
        type.locals.stream()
            .filter(
                l ->
                    l.method().equals(method.name())
                        && l.methodDescriptor().equals(method.descriptor()))
            .toList();
    Set<Integer> slots = new LinkedHashSet<>();
    for (ClassMembers.Local l : locals) {
      if (l.name().equals(pattern.variable())
          && (pattern.slot() < 0 || l.slot() == pattern.slot())) {
        slots.add(l.slot());
      }
    }
    if (slots.isEmpty()
        && pattern.slot() >= 0
        && (locals.isEmpty() || pattern.variable().isEmpty())) {
      slots.add(pattern.slot());
    }
    if (slots.size() == 1) {
      return MemberRef.local(
          type.name,
          method.name(),
          method.descriptor(),
          slots.iterator().next(),
          pattern.variable());
    }
    if (slots.size() > 1) {
      throw new NotFound(
          "'"
              + pattern.text()
              + "' is ambiguous: write the variable's slot too, "
              + String.join(
                  " or ", slots.stream().map(s -> pattern.variable() + "@" + s).toList()));
    }
    if (locals.isEmpty()) {
      throw new NotFound(
          type.name
              + " has no debug information, so "
              + pattern.name()
              + " has no variable names: write the variable's slot, as in :@3");
    }
    String nearest =
        Nearest.of(pattern.variable(), locals.stream().map(ClassMembers.Local::name).toList());
    throw new NotFound(
        "no variable '"
            + pattern.variable()
            + (pattern.slot() < 0 ? "" : "@" + pattern.slot())
            + "' in "
            + method
            + "; did you mean '"
            + nearest
            + "'?");
  }

  /** The descriptor of a local variable's type; empty where the class does not say. */
  String localType(MemberRef local) {
    ClassMembers type = read(local.owner().replace('.', '/'));
    if (type == null) {
      return "";
    }
    return type.locals.stream()
        .filter(
            l ->
                l.slot() == local.localSlot()
                    && l.name().equals(local.name())
                    && (l.method() + l.methodDescriptor() + "#" + l.slot())
                        .equals(local.descriptor()))
        .map(ClassMembers.Local::descriptor)
        .findFirst()
        .orElse("");
  }

  // my.Outer.Inner is written for my.Outer$Inner.
  private ClassMembers type(String name) throws NotFound {
    String internal = name.replace('.', '/');
    while (true) {
      ClassMembers members = read(internal);
      if (members != null) {
        return members;
      }
      int slash = internal.lastIndexOf('/');
      if (slash < 0) {
        break;
      }
      internal = internal.substring(0, slash) + "$" + internal.substring(slash + 1);
    }
    String nearest = Nearest.of(name, names.stream().map(n -> n.replace('/', '.')).toList());
    throw new NotFound(
        "no class " + name + (nearest.isEmpty() ? "" : "; did you mean " + nearest + "?"));
  }

  private ClassMembers read(String internalName) {
    return read.computeIfAbsent(
        internalName,
        n -> {
          byte[] found = bytes.apply(n);
          return found == null ? null : ClassMembers.of(found);
        });
  }

  private List<ClassMembers> withParents(ClassMembers type) {
    List<ClassMembers> line = new ArrayList<>(List.of(type));
    Set<String> seen = new HashSet<>();
    for (int i = 0; i < line.size(); i++) {
      for (String parent : line.get(i).parents) {
        ClassMembers members = seen.add(parent) ? read(parent) : null;
        if (members != null) {
          line.add(members);
        }
      }
    }
    return line;
  }

  /** There is no such member, or more than one. The message says what there is. */
  static final class NotFound extends Exception {
    private static final long serialVersionUID = 1L;

    NotFound(String why) {
      super(why);
    }
  }
}
