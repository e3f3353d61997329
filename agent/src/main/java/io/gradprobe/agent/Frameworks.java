package io.gradprobe.agent;

import io.gradprobe.agent.djl.Djl;
import io.gradprobe.agent.weave.Framework;
import java.util.List;

/** The frameworks that gradprobe knows. */
final class Frameworks {
  private Frameworks() {}

  /** All of them. Loads none of their types. */
  static List<Framework> all() {
    return List.of(new Djl());
  }

  /** Packages of all of them whose frames are not the user's, each with a dot at its end. */
  static List<String> packages(List<Framework> frameworks) {
    return frameworks.stream().flatMap(f -> f.packages().stream()).toList();
  }
}
