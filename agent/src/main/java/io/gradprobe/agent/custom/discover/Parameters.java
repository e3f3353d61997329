package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.MemberRef;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where updates take their parameters from: the list that they go through. */
final class Parameters {
  private static final Set<String> STEPS = Set.of("iterator", "next", "get", "stream", "values");

  private final Program program;
  private final CallGraph calls;

  Parameters(Program program, CallGraph calls) {
    this.program = program;
    this.calls = calls;
  }

  Set<MemberRef> of(List<Candidate> group) {
    Set<MemberRef> found = new LinkedHashSet<>();
    for (Candidate candidate : group) {
      if (!candidate.value().isLocal()) {
        Sym owner = candidate.change().store().place();
        for (int i = 0; i < candidate.value().path().size() && owner != null; i++) {
          owner = Place.owner(owner);
        }
        add(candidate.change().store().method(), owner, candidate.value(), found, 0);
      }
    }
    return found;
  }

  private void add(
      MethodId method, Sym parameter, Location value, Set<MemberRef> found, int depth) {
    boolean isElement = false;
    Sym s = parameter;
    while (s != null) {
      if (s.is(Sym.Kind.LOCAL)) {
        s = s.parts.get(0);
      } else if (s.is(Sym.Kind.ELEMENT)) {
        isElement = true;
        s = s.parts.get(0);
      } else if (s.is(Sym.Kind.CALL) && isStep((MethodId) s.ref) && !s.parts.isEmpty()) {
        isElement = true;
        s = s.parts.get(0);
      } else {
        break;
      }
    }
    if (s == null || !isElement) {
      return;
    }
    if (s.is(Sym.Kind.FIELD)) {
      found.add(Members.field((FieldId) s.ref));
    } else if (s.is(Sym.Kind.CALL) && program.code((MethodId) s.ref) != null) {
      MethodId source = (MethodId) s.ref;
      if (source.descriptor().startsWith("()")) {
        found.add(Members.method(source));
      }
    } else if (s.is(Sym.Kind.ARGUMENT) && depth < 2) {
      for (CallGraph.Edge edge : calls.to(method)) {
        int slot = 0;
        for (Sym argument : edge.site().arguments()) {
          if (s.ref.equals(slot)) {
            add(edge.caller(), Sym.element(argument, 1), value, found, depth + 1);
          }
          slot += argument.size;
        }
      }
    }
  }

  private static boolean isStep(MethodId method) {
    return method.owner().startsWith("java/util/") && STEPS.contains(method.name());
  }
}
