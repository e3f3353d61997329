package io.gradprobe.agent.custom.discover;

import java.util.List;

/** Comparisons of places. */
final class Place {
  private Place() {}

  /**
   * Whether two places are the same, or the second lies within the first: {@code this.w} and {@code
   * this.w.data[]}.
   */
  static boolean isWithin(Sym outer, Sym inner) {
    if (!inner.isPlace()) {
      return false;
    }
    Sym a = outer.base();
    Sym b = inner.base();
    if (a.is(Sym.Kind.LOCAL)) {
      return b.is(Sym.Kind.LOCAL) && a.ref.equals(b.ref);
    }
    if (a.is(Sym.Kind.ARGUMENT)) {
      return b.equals(a);
    }
    List<FieldId> path = outer.path();
    List<FieldId> other = inner.path();
    return !path.isEmpty()
        && other.size() >= path.size()
        && other.subList(0, path.size()).equals(path)
        && isSameObject(outer.root(), inner.root());
  }

  // A record that is made anew stands for the one that it replaces.
  private static boolean isSameObject(Sym a, Sym b) {
    return isNew(a) || isSame(a, b);
  }

  private static boolean isNew(Sym s) {
    return s.is(Sym.Kind.NEW) || s.is(Sym.Kind.LOCAL) && s.parts.get(0).is(Sym.Kind.NEW);
  }

  /** Whether two expressions mean the same object, as far as both are known. */
  static boolean isSame(Sym a, Sym b) {
    if (a.is(Sym.Kind.OTHER) || b.is(Sym.Kind.OTHER) || a.equals(b)) {
      return true;
    }
    if (a.kind != b.kind || a.ref != b.ref && (a.ref == null || !a.ref.equals(b.ref))) {
      return false;
    }
    if (a.is(Sym.Kind.LOCAL)) {
      return true;
    }
    if (a.parts.size() != b.parts.size() || a.parts.isEmpty()) {
      return false;
    }
    for (int i = 0; i < a.parts.size(); i++) {
      if (!isSame(a.parts.get(i), b.parts.get(i))) {
        return false;
      }
    }
    return true;
  }

  /** The object that has the last field of a place; null for a static field or none. */
  static Sym owner(Sym place) {
    Sym base = place.base();
    return base.is(Sym.Kind.FIELD) && !base.parts.isEmpty() ? base.parts.get(0) : null;
  }

  /** Whether a place can hold floating point numbers, alone, in arrays or in objects. */
  static boolean isNumeric(Sym place) {
    Sym base = place.base();
    String type = base.type;
    if (type == null) {
      return true;
    }
    String element = type.substring(type.lastIndexOf('[') + 1);
    if (base.is(Sym.Kind.ARGUMENT)) {
      return false;
    }
    return element.equals("D") || element.equals("F") || element.startsWith("L");
  }
}
