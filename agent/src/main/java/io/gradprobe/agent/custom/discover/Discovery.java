package io.gradprobe.agent.custom.discover;

import io.gradprobe.agent.custom.binding.Binding;
import io.gradprobe.agent.custom.binding.Update;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** Recognises the parts of a program's own autograd. */
public final class Discovery {
  private Discovery() {}

  /** What is found in a program's classes, the surest first. */
  public static List<Found> find(ClassSource source) {
    Program program = new Program(source);
    List<MethodFlow> flows = follow(program, new Flows(program));
    Writes writes = new Writes(flows);
    DataGraph graph = new DataGraph(program, flows);
    List<Change> changes = new Changes(writes, graph).in(flows);
    if (changes.isEmpty()) {
      return List.of();
    }
    Products products = new Products(flows, graph);
    Evidence evidence = new Evidence(writes, graph, products, flows);
    List<Candidate> selected = new Selection(evidence, writes).of(changes);
    CallGraph calls = new CallGraph(program, flows);
    List<Found> found = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (List<Candidate> group : Groups.of(selected)) {
      Assembly assembly = new Assembly(group, program, flows, writes, calls, evidence);
      Binding binding =
          assembly.binding(name(group, names), new Parameters(program, calls).of(group));
      Candidate best = best(group);
      Set<String> reasons = new LinkedHashSet<>(best.verdict().reasons());
      reasons.add(where(binding));
      found.add(new Found(binding, best.verdict().sureness(), List.copyOf(reasons)));
    }
    found.sort(Comparator.comparing(Found::sureness));
    return found;
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
    String name = simple;
    for (int i = 2; !taken.add(name); i++) {
      name = simple + "-" + i;
    }
    return name;
  }

  // Classes that compute, and those which use them: these call, clear and drive.
  private static List<MethodFlow> follow(Program program, Flows flows) {
    Set<String> computing = new LinkedHashSet<>();
    program.scans().stream().filter(ClassScan::computes).forEach(s -> computing.add(s.name()));
    Set<String> wanted = new LinkedHashSet<>(computing);
    for (ClassScan scan : program.scans()) {
      if (scan.references().stream().anyMatch(computing::contains)) {
        wanted.add(scan.name());
      }
    }
    List<MethodFlow> followed = new ArrayList<>();
    for (String name : wanted) {
      ClassNode node = program.node(name);
      if (node != null) {
        for (MethodNode method : node.methods) {
          MethodFlow flow = flows.of(new MethodId(name, method.name, method.desc));
          if (flow != null) {
            followed.add(flow);
          }
        }
      }
    }
    return followed;
  }
}
