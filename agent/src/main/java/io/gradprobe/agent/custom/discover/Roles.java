package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.MemberRef;
import io.gradprobe.agent.custom.binding.Role;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.objectweb.asm.tree.MethodNode;

/** The methods that play the roles in a group's training. */
final class Roles {
  private static final Pattern LOSS =
      Pattern.compile("loss|cost|error|mse|entropy|objective", Pattern.CASE_INSENSITIVE);

  private final Program program;
  private final Acts acts;
  private final Function<MethodId, MethodFlow> flows;
  private final Set<String> owners;
  private final Map<Role, Set<MemberRef>> calls = new EnumMap<>(Role.class);

  /**
   * @param owners the binary names of the classes that hold values
   */
  Roles(Program program, Acts acts, Set<String> owners, Function<MethodId, MethodFlow> flows) {
    this.program = program;
    this.flows = flows;
    this.owners = owners;
    this.acts = acts;
  }

  Map<Role, Set<MemberRef>> calls() {
    return calls;
  }

  /** Adds what a method calls that runs backward here and the update there. */
  void addDriver(MethodId driver) {
    List<Act> all = acts.of(driver);
    for (Act act : all) {
      if (act.edge() == null) {
        continue;
      }
      if (act.does(Act.Kind.BACKWARD) && !act.does(Act.Kind.UPDATE)) {
        add(Role.BACKWARD, act);
      } else if (act.does(Act.Kind.UPDATE) && !act.does(Act.Kind.BACKWARD)) {
        add(Role.STEP, act);
      } else if (act.doesOnly(Act.Kind.CLEAR, Act.Kind.FORWARD)) {
        add(Role.ZERO_GRAD, act);
      } else if (act.doesOnly(Act.Kind.CLIP, Act.Kind.CLEAR, Act.Kind.FORWARD)) {
        add(Role.CLIP, act);
      } else if (act.doesOnly(Act.Kind.FORWARD)) {
        if (isDerived(driver, act, all)) {
          add(Role.LOSS, act);
        } else {
          addForward(act);
        }
      }
    }
  }

  // Backward begins at the object that this call yields.
  private boolean isDerived(MethodId driver, Act act, List<Act> all) {
    MethodId target = act.edge().site().target();
    boolean isOperation = owners.contains(Members.dotted(target.owner()));
    if (!target.result().startsWith("L") || isOperation) {
      return false;
    }
    for (Store store : flows.apply(driver).locals) {
      boolean isResult =
          store.index() > act.index()
              && all.stream().noneMatch(a -> a.index() > act.index() && a.index() < store.index());
      if (isResult && all.stream().anyMatch(other -> isBackwardOf(other, store))) {
        return true;
      }
    }
    return false;
  }

  private static boolean isBackwardOf(Act act, Store store) {
    return act.edge() != null
        && act.does(Act.Kind.BACKWARD)
        && !act.does(Act.Kind.UPDATE)
        && act.edge().site().arguments().stream()
            .anyMatch(argument -> Place.isWithin(store.place(), argument));
  }

  /** Adds a backward pass that updates on its way. */
  void addWhole(MethodId method) {
    calls.computeIfAbsent(Role.BACKWARD, r -> new LinkedHashSet<>()).add(Members.method(method));
    calls.computeIfAbsent(Role.STEP, r -> new LinkedHashSet<>()).add(Members.method(method));
  }

  /** Adds a method that updates. */
  void addStep(MethodId method) {
    if (!method.name().startsWith("lambda$")) {
      calls.computeIfAbsent(Role.STEP, r -> new LinkedHashSet<>()).add(Members.method(method));
    }
  }

  private void addForward(Act act) {
    MethodId target = act.edge().site().target();
    String result = target.result();
    if (LOSS.matcher(target.name()).find() && !result.equals("V")) {
      add(Role.LOSS, act);
    } else if (!result.equals("V") && !result.equals("Z") && !isAccessor(target)) {
      add(Role.FORWARD, act);
    }
  }

  private boolean isAccessor(MethodId target) {
    MethodNode code = program.code(target);
    return target.isInitializer() || code != null && code.instructions.size() < 8;
  }

  private void add(Role role, Act act) {
    for (MethodId callee : act.edge().callees()) {
      boolean isLambda = callee.name().startsWith("lambda$");
      if (program.code(callee) != null && !isLambda && !callee.isInitializer()) {
        calls.computeIfAbsent(role, r -> new LinkedHashSet<>()).add(Members.method(callee));
      }
    }
  }

  /** Drops methods from weaker roles that play a stronger one as well. */
  void settle() {
    for (Role weak : List.of(Role.FORWARD, Role.LOSS, Role.CLIP, Role.ZERO_GRAD)) {
      for (Role strong : List.of(Role.BACKWARD, Role.STEP, Role.ZERO_GRAD)) {
        if (weak != strong && calls.containsKey(weak) && calls.containsKey(strong)) {
          calls.get(weak).removeAll(calls.get(strong));
        }
      }
    }
    for (Role role : List.of(Role.BACKWARD, Role.STEP, Role.ZERO_GRAD, Role.CLIP)) {
      outermost(calls.getOrDefault(role, new LinkedHashSet<>()));
    }
    forwards();
    calls.values().removeIf(Set::isEmpty);
  }

  /** Adds those methods that compute gradients and return the loss of it. */
  void addReturned(ReturnedLoss loss) {
    for (Role role : List.of(Role.BACKWARD, Role.STEP)) {
      for (MemberRef method : calls.getOrDefault(role, Set.of())) {
        if (loss.isReturnedBy(Members.id(method))) {
          calls.computeIfAbsent(Role.LOSS, r -> new LinkedHashSet<>()).add(method);
        }
      }
    }
  }

  // Leaves out what another one of them calls.
  private void outermost(Set<MemberRef> methods) {
    Map<MemberRef, Set<MethodId>> callers = new LinkedHashMap<>();
    for (MemberRef method : methods) {
      callers.put(method, acts.callers(Members.id(method)));
    }
    methods.removeIf(
        inner ->
            methods.stream()
                .anyMatch(
                    outer ->
                        callers.get(inner).contains(Members.id(outer))
                            && !callers.get(outer).contains(Members.id(inner))));
  }

  // A model is built of operations, and a loss too: what others call, and what belongs to the
  // values themselves, is none.
  private void forwards() {
    Set<MemberRef> all = calls.getOrDefault(Role.FORWARD, new LinkedHashSet<>());
    Set<MemberRef> models = new LinkedHashSet<>(all);
    models.removeIf(method -> owners.contains(method.owner()));
    if (!models.isEmpty()) {
      all.retainAll(models);
    }
  }
}
