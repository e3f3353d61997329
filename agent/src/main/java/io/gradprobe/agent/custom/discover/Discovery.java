package io.gradprobe.agent.custom.discover;

import java.util.ArrayList;
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
    Flows flows = new Flows(program);
    List<MethodFlow> followed = follow(program, flows);
    Writes writes = new Writes(followed);
    List<Change> changes = new Changes(writes).in(followed);
    DataGraph graph = new DataGraph(program, followed);
    Products products = new Products(followed, graph);
    Evidence evidence = new Evidence(writes, graph, products, followed);
    for (Change change : changes) {
      System.err.println(
          change.store().method().owner()
              + "."
              + change.store().method().name()
              + " "
              + change.store().place()
              + " <- "
              + change.store().value()
              + " V="
              + change.value()
              + " G="
              + change.gradient()
              + " "
              + evidence.of(change)
              + " "
              + evidence.of(change).sureness());
    }
    return List.of();
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
