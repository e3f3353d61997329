package io.gradprobe.agent.nd4j;

import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.gradprobe.agent.weave.Framework;
import io.gradprobe.agent.weave.ProbePoint;
import java.util.ArrayList;
import java.util.List;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/**
 * ND4J, the arrays below Deeplearning4j, and SameDiff, the graphs that it trains itself: which of
 * its methods call which probe.
 */
public final class Nd4j implements Framework {
  /** Packages of ND4J whose frames are not the user's. Its examples are the user's. */
  public static final List<String> PACKAGES =
      List.of(
          "org.nd4j.autodiff.",
          "org.nd4j.linalg.",
          "org.nd4j.common.",
          "org.nd4j.evaluation.",
          "org.nd4j.graph.",
          "org.nd4j.imports.",
          "org.nd4j.nativeblas.",
          "org.nd4j.shade.",
          "org.nd4j.weightinit.",
          "org.bytedeco.");

  private static final List<String> HELPERS =
      List.of(
          "ArrayMemory",
          "ArrayReading",
          "CapturedParameter",
          "SameDiffRun",
          "SameDiffs",
          "WatchedMemory",
          "Writes");

  private static final List<String> UPDATERS =
      List.of(
          "AMSGrad",
          "AdaBelief",
          "AdaDelta",
          "AdaGrad",
          "AdaMax",
          "Adam",
          "Nadam",
          "Nesterovs",
          "NoOp",
          "RmsProp",
          "Sgd");

  private static final String PROBES = "io.gradprobe.agent.nd4j.probe";
  private static final String ARRAY = "org.nd4j.linalg.api.ndarray.INDArray";
  private static final String BASE_ARRAY = "org.nd4j.linalg.api.ndarray.BaseNDArray";

  private final List<ProbePoint> points = new ArrayList<>();

  /** Lists the points. */
  public Nd4j() {
    at(
        BASE_ARRAY,
        namedOneOf("addi", "subi", "rsubi", "muli", "divi", "rdivi")
            .and(takesArguments(2))
            .and(takesArgument(1, named(ARRAY))),
        "InPlace");
    at(
        BASE_ARRAY,
        named("assign")
            .and(takesArguments(1))
            .and(takesArgument(0, named(ARRAY)).or(takesArgument(0, Number.class))),
        "Assign");
    at("org.nd4j.linalg.factory.Nd4j", named("averageAndPropagate"), "Average");
    at(
        "org.nd4j.autodiff.samediff.internal.TrainingSession",
        named("trainingIteration").and(takesArguments(8)),
        "TrainingIteration");
    for (String updater : UPDATERS) {
      at(
          "org.nd4j.linalg.learning." + updater + "Updater",
          named("applyUpdater").and(takesArguments(3)),
          "GradientUpdate");
    }
  }

  private void at(String type, ElementMatcher<? super MethodDescription> methods, String probe) {
    points.add(new ProbePoint(type, methods, PROBES + "." + probe + "Probe"));
  }

  @Override
  public String name() {
    return "ND4J";
  }

  @Override
  public List<ProbePoint> points() {
    return points;
  }

  @Override
  public String probePackage() {
    return PROBES;
  }

  @Override
  public List<String> helpers() {
    return HELPERS;
  }

  @Override
  public List<String> packages() {
    return PACKAGES;
  }

  @Override
  public List<String> memberPrefixes() {
    return List.of("org/nd4j/");
  }
}
