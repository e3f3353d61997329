package io.gradprobe.agent;

import io.gradprobe.agent.djl.Djl;
import io.gradprobe.agent.dl4j.Dl4j;
import io.gradprobe.agent.javacpp.JavaCpp;
import io.gradprobe.agent.nd4j.Nd4j;
import io.gradprobe.agent.weave.Framework;
import io.gradprobe.runtime.config.Options;
import io.gradprobe.runtime.rule.gradient.GradientMismatchRule;
import java.util.List;

/** The frameworks that gradprobe knows. */
final class Frameworks {
  private Frameworks() {}

  /** All of them, each after the one that it is built on. Loads none of their types. */
  static List<Framework> all(Options options) {
    Nd4j nd4j = new Nd4j();
    boolean taped = options.isRuleOn(GradientMismatchRule.INFO.id());
    return List.of(new Djl(taped), new JavaCpp(), nd4j, new Dl4j(nd4j));
  }

  /** Whether a class, by its internal name, is one of theirs. */
  static boolean own(List<Framework> frameworks, String className) {
    return frameworks.stream().anyMatch(f -> f.owns(className));
  }

  /** Packages of all of them whose frames are not the user's, each with a dot at its end. */
  static List<String> packages(List<Framework> frameworks) {
    return frameworks.stream().flatMap(f -> f.packages().stream()).toList();
  }
}
