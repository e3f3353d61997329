package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.binding.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Recognises the parts of a program's own autograd. */
public final class Discovery {
  private Discovery() {}

  /** What is found in a program's classes, the surest first. */
  public static List<Found> find(ClassSource source) {
    Program program = new Program(source);
    Flows flows = new Flows(program);
    Set<String> classes = new LinkedHashSet<>();
    program.scans().stream().filter(ClassScan::computes).forEach(s -> classes.add(s.name()));
    Set<String> scaling = new LinkedHashSet<>();
    program.scans().stream().filter(ClassScan::scales).forEach(s -> scaling.add(s.name()));
    // Who has tensors or matrices updated by calls alone computes nothing itself.
    Set<String> matrices = new LinkedHashSet<>();
    program.scans().stream()
        .filter(scan -> scan.scales() && scan.holdsArrays())
        .forEach(scan -> matrices.add(scan.name()));
    addUsers(program, classes, matrices);
    Analysis first = new Analysis(program, flows, classes, scaling);
    Set<String> owners = first.owners();
    if (owners.isEmpty()) {
      return List.of();
    }
    // Those which only clear gradients or drive the training may compute nothing themselves.
    Set<String> users = new LinkedHashSet<>();
    addUsers(program, users, owners);
    addUsers(program, users, Set.copyOf(users));
    classes.addAll(users);
    users.addAll(scaling);
    Analysis analysis = new Analysis(program, flows, classes, users);
    return found(program, analysis);
  }

  /**
   * Finds the places that a binding file does not name: updates, stores in gradients, training
   * loops.
   */
  public static Binding complete(Binding binding, ClassSource source) {
    Program program = new Program(source);
    Set<String> classes = new LinkedHashSet<>();
    addUsers(program, classes, Completion.owners(binding));
    addUsers(program, classes, Set.copyOf(classes));
    Analysis analysis = new Analysis(program, new Flows(program), classes, classes);
    return new Completion(binding, program, analysis).binding();
  }

  private static void addUsers(Program program, Set<String> classes, Set<String> used) {
    for (ClassScan scan : program.scans()) {
      if (used.contains(scan.name()) || scan.references().stream().anyMatch(used::contains)) {
        classes.add(scan.name());
      }
    }
  }

  private static List<Found> found(Program program, Analysis analysis) {
    List<Found> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    CallGraph calls = new CallGraph(program, analysis.flows);
    for (List<Candidate> group : Groups.of(analysis.selected)) {
      Binding binding =
          new Assembly(group, program, analysis, calls)
              .binding(name(group, names), new Parameters(program, calls).of(group));
      Candidate best = best(group);
      Set<String> reasons = new LinkedHashSet<>(best.verdict().reasons());
      reasons.add(where(binding));
      found.add(new Found(binding, sureness(best, binding, program), List.copyOf(reasons)));
    }
    found.sort(Comparator.comparing(Found::sureness));
    return found;
  }

  // An update alone is not yet training, were its form ever so clear.
  private static Sureness sureness(Candidate best, Binding binding, Program program) {
    Sureness sureness = best.verdict().sureness();
    boolean isSeen = !binding.loops().isEmpty() || best.verdict().isSettled();
    return sureness == Sureness.CERTAIN && !(isSeen && speaksOfTraining(binding, program))
        ? Sureness.LIKELY
        : sureness;
  }

  private static boolean speaksOfTraining(Binding binding, Program program) {
    Set<String> classes = new LinkedHashSet<>();
    binding.slots().forEach(slot -> slot.value().forEach(m -> classes.add(m.owner())));
    binding.updates().forEach(update -> classes.add(update.owner()));
    binding.loops().forEach(loop -> classes.add(loop.owner()));
    return classes.stream().anyMatch(name -> program.speaksOfTraining(name.replace('.', '/')));
  }

  private static Candidate best(List<Candidate> group) {
    return group.stream()
        .filter(candidate -> candidate.verdict().sureness() != null)
        .min(
            Comparator.comparing((Candidate c) -> c.verdict().sureness())
                .thenComparing(Candidate::points, Comparator.reverseOrder()))
        .orElseThrow();
  }

  private static String where(Binding binding) {
    Update update = binding.updates().get(0);
    return "updated in "
        + update.owner()
        + "."
        + update.method()
        + (update.line() < 0 ? "" : ", line " + update.line());
  }

  // The simple name of the class that has the values.
  private static String name(List<Candidate> group, Set<String> taken) {
    Location value = group.get(0).value();
    String owner = value.isLocal() ? value.method().owner() : value.path().get(0).owner();
    String simple = owner.substring(Math.max(owner.lastIndexOf('/'), owner.lastIndexOf('$')) + 1);
    // A local class has a number before its name.
    simple = simple.replaceFirst("^\\d+(?=.)", "");
    String name = simple;
    for (int i = 2; !taken.add(name); i++) {
      name = simple + "-" + i;
    }
    return name;
  }
}
