package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** Finds the stores that may be updates. */
final class Changes {
  private static final int MOST_MOMENTS = 2;

  private final Writes writes;
  private final DataGraph graph;

  Changes(Writes writes, DataGraph graph) {
    this.writes = writes;
    this.graph = graph;
  }

  List<Change> in(Collection<MethodFlow> flows) {
    List<Change> changes = new ArrayList<>();
    for (MethodFlow flow : flows) {
      if (flow.id.isInitializer()) {
        continue;
      }
      for (Store store : flow.stores) {
        add(store, changes);
      }
      for (Store store : flow.locals) {
        add(store, changes);
      }
    }
    return changes;
  }

  private void add(Store store, List<Change> changes) {
    Sym place = store.place();
    if (!Place.isNumeric(place) || place.root().is(Sym.Kind.NEW) && place.path().isEmpty()) {
      return;
    }
    Sym self = null;
    List<Terms.Term> others = new ArrayList<>();
    for (Terms.Term term : Terms.of(store.value())) {
      Sym kept = kept(store.method(), place, term.sym());
      if (kept != null && term.sign() > 0) {
        self = kept;
      } else if (!term.sym().leaves().isEmpty()) {
        others.add(term);
      }
    }
    if (self == null || others.isEmpty()) {
      return;
    }
    Location value = location(store.method(), place, self);
    if (value != null) {
      changes.add(change(store, value, self, others));
    }
  }

  // The place's own content in a term: alone, or scaled down as weight decay does.
  private Sym kept(MethodId method, Sym place, Sym term) {
    if (Place.isWithin(place, term) || isReplaced(method, place, term)) {
      return term;
    }
    if (term.isOperation("*")) {
      for (Sym factor : term.parts) {
        if (Place.isWithin(place, factor) || isReplaced(method, place, factor)) {
          return factor;
        }
      }
    }
    return null;
  }

  // A new array is filled from the one in a field, and then put into that field.
  private boolean isReplaced(MethodId method, Sym place, Sym term) {
    Sym base = term.base();
    return place.base().is(Sym.Kind.LOCAL)
        && (base.is(Sym.Kind.FIELD) || base.is(Sym.Kind.LOCAL) && term.depth() > 0)
        && term.isPlace()
        && term.depth() == place.depth()
        && graph.isCopied(graph.key(method, place), graph.key(method, term));
  }

  // The last field, and what lies behind it where the place is an object that holds the numbers.
  private static Location location(MethodId method, Sym place, Sym self) {
    if (place.base().is(Sym.Kind.LOCAL) && self.base().is(Sym.Kind.LOCAL)) {
      return Location.local(method, (Integer) self.base().ref, self.depth());
    }
    List<FieldId> path = self.path();
    int outer = place.base().is(Sym.Kind.LOCAL) ? path.size() : place.path().size();
    return outer == 0 ? null : Location.fields(path.subList(outer - 1, path.size()), self.depth());
  }

  private Change change(Store store, Location value, Sym self, List<Terms.Term> others) {
    Change best = null;
    int most = -1;
    for (Terms.Term term : others) {
      for (Sym leaf : term.sym().leaves()) {
        Location gradient = gradient(store, value, self, leaf);
        if (gradient == null) {
          gradient = moments(store, value, leaf);
        }
        if (gradient == null) {
          continue;
        }
        Change found = follow(store, value, self, gradient, term, others, 0);
        int worth = found == null ? -1 : worth(found, self, leaf);
        if (worth > most) {
          most = worth;
          best = found;
        }
      }
    }
    if (best != null) {
      return best;
    }
    int sign = others.get(0).sign();
    return new Change(store, value, null, sign, isScaled(others.get(0).sym(), 2), others);
  }

  private int worth(Change change, Sym self, Sym leaf) {
    int worth = 0;
    if (writes.has(change.gradient(), Write.Kind.ADDS)) {
      worth += writes.has(change.gradient(), Write.Kind.CLEARS) ? 3 : 2;
    }
    Sym owner = Place.owner(self);
    if (owner != null && owner.equals(Place.owner(leaf))) {
      worth += 2;
    }
    return worth;
  }

  // Momentum and Adam's moments stand between the gradient and the update.
  private Change follow(
      Store store,
      Location value,
      Sym self,
      Location gradient,
      Terms.Term term,
      List<Terms.Term> terms,
      int moments) {
    if (writes.has(gradient, Write.Kind.AVERAGES)
        && !writes.has(gradient, Write.Kind.ADDS, Write.Kind.CLEARS)) {
      if (moments == MOST_MOMENTS) {
        return null;
      }
      for (Write write : writes.of(gradient, Write.Kind.AVERAGES)) {
        for (Terms.Term part : write.parts()) {
          for (Sym leaf : part.sym().leaves()) {
            Sym moment = write.store().place();
            Location source = gradient(write.store(), value, moment, leaf);
            if (source == null || source.equals(gradient)) {
              continue;
            }
            Terms.Term through = new Terms.Term(term.sign() * part.sign(), part.sym());
            Change found = follow(store, value, self, source, through, write.parts(), moments + 1);
            if (found != null) {
              return found;
            }
          }
        }
      }
      return null;
    }
    if (!writes.has(gradient, Write.Kind.ADDS, Write.Kind.ASSIGNS)) {
      return null;
    }
    boolean isScaled = moments > 0 || isScaled(term.sym(), 1);
    Location whole = value;
    int size = gradient.path().size();
    if (size > value.path().size() && moments == 0 && self.path().size() >= size) {
      // Both lie in objects of one class: the fields that hold these tell them apart.
      whole = of(self.path(), size - 1, value.depth());
    }
    if (gradient.equals(whole)) {
      return null;
    }
    return new Change(store, whole, gradient, term.sign(), isScaled, terms);
  }

  // A leaf that is of the value's form and no part of the value; null where it can't be a gradient.
  private Location gradient(Store store, Location value, Sym self, Sym leaf) {
    if (!leaf.isPlace() || !Place.isNumeric(leaf) || leaf.depth() != value.depth()) {
      return null;
    }
    if (leaf.base().is(Sym.Kind.LOCAL)) {
      int slot = (Integer) leaf.base().ref;
      Location variable = Location.local(store.method(), slot, leaf.depth());
      // A single number in a variable is most often the rate.
      boolean isVariable =
          leaf.depth() > 0 || value.isLocal() || writes.has(variable, Write.Kind.ADDS);
      return isVariable && !(value.isLocal() && slot == value.slot()) ? variable : null;
    }
    List<FieldId> path = leaf.path();
    if (path.isEmpty()) {
      return null;
    }
    int behind = Math.max(0, value.path().size() - 1);
    Location gradient = of(path, behind, leaf.depth());
    if (gradient != null && gradient.path().equals(value.path())) {
      gradient = of(path, behind + 1, leaf.depth());
    }
    boolean isScalar = leaf.depth() == 0 && behind == 0 && !value.isLocal();
    if (gradient == null || gradient.equals(value)) {
      return null;
    }
    return isScalar && !hasSameOwner(self, leaf, gradient) ? null : gradient;
  }

  // An optimizer keeps the moments of all parameters in one array, hence deeper than the value.
  private Location moments(Store store, Location value, Sym leaf) {
    if (!leaf.isPlace() || leaf.depth() != value.depth() + 1 || !Place.isNumeric(leaf)) {
      return null;
    }
    Location moments =
        leaf.base().is(Sym.Kind.LOCAL)
            ? Location.local(store.method(), (Integer) leaf.base().ref, leaf.depth())
            : of(leaf.path(), 0, leaf.depth());
    return moments != null && writes.has(moments, Write.Kind.AVERAGES) ? moments : null;
  }

  private static Location of(List<FieldId> path, int behind, int depth) {
    int from = path.size() - 1 - behind;
    return from < 0 ? null : Location.fields(path.subList(from, path.size()), depth);
  }

  // A number by itself belongs to the number of the same object, and not to any other.
  private static boolean hasSameOwner(Sym self, Sym leaf, Location gradient) {
    Sym owner = leaf;
    for (int i = 0; i < gradient.path().size() && owner != null; i++) {
      owner = Place.owner(owner);
    }
    Sym own = Place.owner(self);
    if (own == null || owner == null) {
      return own == null && owner == null;
    }
    FieldId first = gradient.path().get(0);
    FieldId field = (FieldId) self.base().ref;
    return owner.is(Sym.Kind.OTHER)
        ? first.owner().equals(field.owner())
        : Place.isSame(own, owner);
  }

  private static boolean isScaled(Sym term, int places) {
    if (term.isOperation("fl") || term.is(Sym.Kind.CALL)) {
      return true;
    }
    if (term.is(Sym.Kind.LOCAL)) {
      return isScaled(term.parts.get(0), places);
    }
    return term.isOperation("*/") || term.is(Sym.Kind.JOIN) && term.leaves().size() > places;
  }
}
