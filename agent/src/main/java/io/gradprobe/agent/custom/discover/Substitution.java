package io.gradprobe.agent.custom.discover;

import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Puts a call's arguments in place of the called method's. */
final class Substitution {
  private final Map<Integer, Sym> bySlot = new HashMap<>();

  Substitution(List<Sym> arguments) {
    int slot = 0;
    for (Sym argument : arguments) {
      bySlot.put(slot, argument);
      slot += argument.size;
    }
  }

  @SuppressWarnings("unchecked")
  Sym apply(Sym s) {
    return switch (s.kind) {
      case ARGUMENT -> bySlot.getOrDefault((Integer) s.ref, s.size == 2 ? Sym.WIDE : Sym.OTHER);
      case FIELD -> s.parts.isEmpty() ? s : Sym.field(apply(s.parts.get(0)), (FieldId) s.ref);
      case ELEMENT -> Sym.element(apply(s.parts.get(0)), s.size);
      case OPERATION -> Sym.operation((Character) s.ref, s.size, all(s).toArray(new Sym[0]));
      case CALL -> Sym.call((MethodId) s.ref, all(s));
      case LAMBDA -> Sym.lambda((MethodId) s.ref, all(s));
      // The called method's variables mean nothing to the caller.
      case LOCAL -> apply(s.parts.get(0));
      case JOIN -> {
        Set<Sym> leaves = new LinkedHashSet<>();
        for (Sym leaf : (Set<Sym>) s.ref) {
          if (!leaf.root().is(Sym.Kind.LOCAL)) {
            leaves.addAll(apply(leaf).leaves());
          }
        }
        yield Sym.mixture(leaves, s.size);
      }
      default -> s;
    };
  }

  private List<Sym> all(Sym s) {
    return s.parts.stream().map(this::apply).toList();
  }
}
