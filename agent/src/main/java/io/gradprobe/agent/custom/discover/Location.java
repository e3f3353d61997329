package io.gradprobe.agent.custom.discover;

import java.util.List;

/**
 * Where a kind of number is kept: behind a path of fields, or in a local variable.
 *
 * @param path the fields, the innermost last; empty for a local variable
 * @param method a local variable's method, else null
 * @param slot a local variable's slot, else -1
 * @param depth how many elements deep the numbers lie
 */
record Location(List<FieldId> path, MethodId method, int slot, int depth) {
  static Location fields(List<FieldId> path, int depth) {
    return new Location(List.copyOf(path), null, -1, depth);
  }

  static Location local(MethodId method, int slot, int depth) {
    return new Location(List.of(), method, slot, depth);
  }

  /** Where a place is, by its last field or its variable; null where it is neither. */
  static Location of(MethodId method, Sym place) {
    List<FieldId> path = place.path();
    if (!path.isEmpty()) {
      return fields(path.subList(path.size() - 1, path.size()), place.depth());
    }
    return place.base().is(Sym.Kind.LOCAL)
        ? local(method, (Integer) place.base().ref, place.depth())
        : null;
  }

  boolean isLocal() {
    return method != null;
  }

  /** Whether a place is this one, or an array or object that holds it. */
  boolean holds(MethodId in, Sym place) {
    if (isLocal()) {
      Sym base = place.base();
      return base.is(Sym.Kind.LOCAL) && in.equals(method) && base.ref.equals(slot);
    }
    List<FieldId> other = place.path();
    for (int n = path.size(); n > 0; n--) {
      if (endsWith(other, path.subList(0, n))) {
        return true;
      }
    }
    return false;
  }

  /** Whether a place is the numbers of this location themselves. */
  boolean is(MethodId in, Sym place) {
    return isLocal() ? holds(in, place) : endsWith(place.path(), path);
  }

  private static boolean endsWith(List<FieldId> list, List<FieldId> end) {
    int from = list.size() - end.size();
    return from >= 0 && list.subList(from, list.size()).equals(end);
  }

  @Override
  public String toString() {
    return isLocal()
        ? method.name() + ":" + Variables.slot(slot)
        : path.stream().map(f -> f.owner() + "." + f.name()).toList().toString();
  }
}
