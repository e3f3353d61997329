package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.objectweb.asm.tree.ClassNode;
import org.objectweb.asm.tree.MethodNode;

/** What the flow of data in some classes tells. */
final class Analysis {
  final List<MethodFlow> flows;
  final Writes writes;
  final Evidence evidence;

  /** All that may be updates. */
  final List<Change> changes;

  /** The updates of parameters. */
  final List<Candidate> selected;

  Analysis(Program program, Flows followed, Set<String> classes) {
    flows = follow(program, followed, classes);
    writes = new Writes(flows);
    DataGraph graph = new DataGraph(program, flows);
    changes = new Changes(writes, graph).in(flows);
    evidence = new Evidence(writes, graph, new Products(flows, graph), flows);
    selected = new Selection(evidence, writes).of(changes);
  }

  /** The internal names of the classes that have the values and gradients. */
  Set<String> owners() {
    Set<String> owners = new LinkedHashSet<>();
    for (Candidate candidate : selected) {
      candidate.value().path().forEach(field -> owners.add(field.owner()));
      if (candidate.gradient() != null) {
        candidate.gradient().path().forEach(field -> owners.add(field.owner()));
      }
      owners.add(candidate.change().store().method().owner());
    }
    return owners;
  }

  private static List<MethodFlow> follow(Program program, Flows flows, Set<String> classes) {
    List<MethodFlow> followed = new ArrayList<>();
    for (String name : new TreeSet<>(classes)) {
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
