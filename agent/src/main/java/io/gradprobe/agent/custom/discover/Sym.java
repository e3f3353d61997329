package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.objectweb.asm.tree.analysis.Value;

/**
 * What bytecode computes, as an expression over the places that it reads. Indices are left out:
 * {@code w[i]} and {@code w[j]} are the same element of {@code w}.
 */
final class Sym implements Value {
  /** What an expression is at its top. */
  enum Kind {
    NOTHING,
    CONSTANT,
    ARGUMENT,
    FIELD,
    ELEMENT,
    OPERATION,
    CALL,
    LAMBDA,
    NEW,
    LOCAL,
    JOIN,
    OTHER
  }

  /** More is not looked into: what is left of such an expression are its leaves. */
  private static final int MOST_NODES = 80;

  private static final int MOST_STEPS = 5;
  private static final int MOST_LEAVES = 24;

  static final Sym NOTHING = new Sym(Kind.NOTHING, 1, null, null, List.of());
  static final Sym OTHER = new Sym(Kind.OTHER, 1, null, null, List.of());
  static final Sym WIDE = new Sym(Kind.OTHER, 2, null, null, List.of());

  // What comes from too many places to tell.
  private static final Sym ANYTHING = new Sym(Kind.OTHER, 1, "anything", null, List.of());
  private static final Sym ANYTHING_WIDE = new Sym(Kind.OTHER, 2, "anything", null, List.of());

  final Kind kind;
  final int size;

  /**
   * A constant's number, null for null; an argument's or a local variable's slot; a field; an
   * operation's sign; the method of a call or lambda; the instruction of a new; a join's leaves.
   */
  final Object ref;

  /** The type's descriptor where it is known, else null. */
  final String type;

  final List<Sym> parts;
  private final int hash;
  private final int nodes;

  private Sym(Kind kind, int size, Object ref, String type, List<Sym> parts) {
    this.kind = kind;
    this.size = size;
    this.ref = ref;
    this.type = type;
    this.parts = parts;
    int h = kind.hashCode() * 31 + (ref == null ? 0 : ref.hashCode());
    int n = 1;
    for (Sym part : parts) {
      h = h * 31 + part.hash;
      n += part.nodes;
    }
    this.hash = h;
    this.nodes = n;
  }

  static Sym constant(Object number, int size) {
    return new Sym(Kind.CONSTANT, size, number, null, List.of());
  }

  static Sym argument(int slot, String type) {
    return new Sym(Kind.ARGUMENT, sizeOf(type), slot, type, List.of());
  }

  static Sym made(Object where, String type) {
    return new Sym(Kind.NEW, 1, where, type, List.of());
  }

  static Sym staticField(FieldId field) {
    return new Sym(Kind.FIELD, sizeOf(field.descriptor()), field, field.descriptor(), List.of());
  }

  /** A field of an object. The numbers of a computed matrix are what was computed. */
  static Sym field(Sym object, FieldId field) {
    if (object.kind == Kind.OPERATION) {
      return object;
    }
    return bounded(
        new Sym(
            Kind.FIELD, sizeOf(field.descriptor()), field, field.descriptor(), List.of(object)));
  }

  /** An element of an array or a list. */
  static Sym element(Sym array, int size) {
    if (array.kind == Kind.OPERATION || array.kind == Kind.JOIN) {
      return array.withSize(size);
    }
    String type = array.type != null && array.type.startsWith("[") ? array.type.substring(1) : null;
    return bounded(new Sym(Kind.ELEMENT, size, null, type, List.of(array)));
  }

  static Sym operation(char sign, int size, Sym... parts) {
    return bounded(new Sym(Kind.OPERATION, size, sign, null, List.of(parts)));
  }

  static Sym call(MethodId method, List<Sym> arguments) {
    String type = method.result();
    return bounded(new Sym(Kind.CALL, sizeOf(type), method, type, List.copyOf(arguments)));
  }

  static Sym lambda(MethodId body, List<Sym> captured) {
    return bounded(new Sym(Kind.LAMBDA, 1, body, null, List.copyOf(captured)));
  }

  /** A local variable, with what was last stored in it. */
  static Sym local(int slot, Sym inner) {
    return bounded(new Sym(Kind.LOCAL, inner.size, slot, inner.type, List.of(inner)));
  }

  /**
   * One of two expressions. Where both have the same form, so has the result: code that is followed
   * a second time, with more known of its loops, keeps its form.
   */
  static Sym join(Sym a, Sym b) {
    if (a.equals(b)) {
      return a;
    }
    if (a.kind == b.kind
        && a.size == b.size
        && Objects.equals(a.ref, b.ref)
        && !a.parts.isEmpty()
        && a.parts.size() == b.parts.size()) {
      List<Sym> parts = new ArrayList<>();
      for (int i = 0; i < a.parts.size(); i++) {
        parts.add(join(a.parts.get(i), b.parts.get(i)));
      }
      return bounded(new Sym(a.kind, a.size, a.ref, a.type, parts));
    }
    if (a.isAnything() || b.isAnything()) {
      return a.size == 2 ? ANYTHING_WIDE : ANYTHING;
    }
    Set<Sym> leaves = new LinkedHashSet<>();
    a.leaves(leaves);
    b.leaves(leaves);
    if (leaves.size() > MOST_LEAVES) {
      return a.size == 2 ? ANYTHING_WIDE : ANYTHING;
    }
    if (a.kind == Kind.JOIN && leaves.equals(a.ref)) {
      return a;
    }
    return new Sym(Kind.JOIN, a.size, leaves, a.type, List.of());
  }

  /** Something computed from places in a way that is not known. */
  static Sym mixture(Set<Sym> leaves, int size) {
    return new Sym(Kind.JOIN, size, leaves, null, List.of());
  }

  private static Sym bounded(Sym sym) {
    return sym.nodes <= MOST_NODES ? sym : mixture(sym.leaves(), sym.size);
  }

  /** The same value in one stack word or two. */
  Sym withSize(int words) {
    return words == size ? this : new Sym(kind, words, ref, type, parts);
  }

  static int sizeOf(String type) {
    return type.equals("D") || type.equals("J") ? 2 : 1;
  }

  /** Whether a type is of floating point numbers, alone or in arrays. */
  static boolean isFloating(String type) {
    return type != null && (type.endsWith("D") || type.endsWith("F"));
  }

  private boolean isAnything() {
    return kind == Kind.OTHER && ref != null;
  }

  boolean is(Kind k) {
    return kind == k;
  }

  boolean isOperation(String signs) {
    return kind == Kind.OPERATION && signs.indexOf((Character) ref) >= 0;
  }

  boolean isZero() {
    return kind == Kind.CONSTANT
        && (ref == null || ref instanceof Number n && n.doubleValue() == 0);
  }

  /** Whether it is a place that holds something: a field, an element, an argument, a variable. */
  boolean isPlace() {
    return switch (kind) {
      case FIELD, ARGUMENT, LOCAL -> true;
      case ELEMENT -> parts.get(0).isPlace() || parts.get(0).kind == Kind.CALL;
      default -> false;
    };
  }

  /** The one field that a variable stands for where it stands for no other; else null. */
  Sym alias() {
    if (kind == Kind.JOIN && ((Set<?>) ref).size() == 1) {
      Sym only = (Sym) ((Set<?>) ref).iterator().next();
      return only.base().kind == Kind.FIELD && only.root().kind != Kind.OTHER ? only : null;
    }
    return null;
  }

  /** The fields on the way to this place, from the outermost object. */
  List<FieldId> path() {
    List<FieldId> path = new ArrayList<>();
    for (Sym s = this; ; s = s.parts.get(0)) {
      if (s.kind == Kind.FIELD) {
        path.add(0, (FieldId) s.ref);
      } else if (s.kind != Kind.ELEMENT) {
        return path;
      }
      if (s.parts.isEmpty()) {
        return path;
      }
    }
  }

  /** What the way to this place begins with: itself for a static field. */
  Sym root() {
    Sym s = this;
    while ((s.kind == Kind.FIELD || s.kind == Kind.ELEMENT) && !s.parts.isEmpty()) {
      s = s.parts.get(0);
    }
    return s;
  }

  /** How many elements deep this place lies behind its last field or its root. */
  int depth() {
    int depth = 0;
    for (Sym s = this; s.kind == Kind.ELEMENT; s = s.parts.get(0)) {
      depth++;
    }
    return depth;
  }

  /** The place without its elements: the field or variable that has the whole array. */
  Sym base() {
    Sym s = this;
    while (s.kind == Kind.ELEMENT) {
      s = s.parts.get(0);
    }
    return s;
  }

  /** The places that this is computed from. */
  Set<Sym> leaves() {
    Set<Sym> leaves = new LinkedHashSet<>();
    leaves(leaves);
    return leaves;
  }

  @SuppressWarnings("unchecked")
  private void leaves(Set<Sym> into) {
    switch (kind) {
      case ARGUMENT -> into.add(this);
      case FIELD, ELEMENT -> into.add(flat(MOST_STEPS));
      case LOCAL -> {
        into.add(flat(1));
        parts.get(0).leaves(into);
      }
      case JOIN -> into.addAll((Set<Sym>) ref);
      case CALL -> {
        into.add(new Sym(Kind.CALL, size, ref, type, List.of()));
        parts.forEach(part -> part.leaves(into));
      }
      case OPERATION, LAMBDA -> parts.forEach(part -> part.leaves(into));
      default -> {}
    }
  }

  // Joins grow while loops are followed. They come to an end because there are finitely many
  // places without what was stored in them and with bounded ways to them.
  private Sym flat(int steps) {
    return switch (kind) {
      case LOCAL -> new Sym(kind, size, ref, type, List.of(OTHER));
      case FIELD, ELEMENT ->
          parts.isEmpty()
              ? this
              : new Sym(
                  kind,
                  size,
                  ref,
                  type,
                  List.of(steps == 0 ? OTHER : parts.get(0).flat(steps - 1)));
      case ARGUMENT -> this;
      default -> OTHER;
    };
  }

  @Override
  public int getSize() {
    return size;
  }

  @Override
  public boolean equals(Object other) {
    if (this == other) {
      return true;
    }
    return other instanceof Sym s
        && s.hash == hash
        && s.kind == kind
        && s.size == size
        && (ref == null ? s.ref == null : ref.equals(s.ref))
        && parts.equals(s.parts);
  }

  @Override
  public int hashCode() {
    return hash;
  }

  @Override
  public String toString() {
    return switch (kind) {
      case FIELD ->
          (parts.isEmpty() ? ((FieldId) ref).owner() : parts.get(0)) + "." + ((FieldId) ref).name();
      case ELEMENT -> parts.get(0) + "[]";
      case CALL, LAMBDA -> ((MethodId) ref).name() + parts;
      case OPERATION -> ref + parts.toString();
      case LOCAL -> "local" + ref;
      case ARGUMENT -> "argument" + ref;
      default -> kind + (ref == null || kind == Kind.NEW ? "" : ref.toString());
    };
  }
}
