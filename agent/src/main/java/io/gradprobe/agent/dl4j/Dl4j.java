package io.gradprobe.agent.dl4j;

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

/** Deeplearning4j's networks of layers: which of its methods call which probe. */
public final class Dl4j implements Framework {
  /** Packages of DL4J whose frames are not the user's. Its examples are the user's. */
  public static final List<String> PACKAGES =
      List.of(
          "org.deeplearning4j.common.",
          "org.deeplearning4j.core.",
          "org.deeplearning4j.datasets.",
          "org.deeplearning4j.earlystopping.",
          "org.deeplearning4j.eval.",
          "org.deeplearning4j.gradientcheck.",
          "org.deeplearning4j.models.",
          "org.deeplearning4j.nn.",
          "org.deeplearning4j.optimize.",
          "org.deeplearning4j.parallelism.",
          "org.deeplearning4j.rl4j.",
          "org.deeplearning4j.spark.",
          "org.deeplearning4j.ui.",
          "org.deeplearning4j.util.",
          "org.deeplearning4j.zoo.",
          "org.datavec.",
          "org.nd4j.linalg.",
          "org.nd4j.common.");

  private static final List<String> HELPERS =
      List.of(
          "Description",
          "FlatMemory",
          "FlatParameter",
          "LossKinds",
          "NetworkReading",
          "NetworkRun",
          "Networks",
          "NonFinite",
          "Part",
          "Rates",
          "Runs",
          "ThreadState");

  /** Layers that compute a score, each by its own method. */
  private static final List<String> OUTPUT_LAYERS =
      List.of(
          "BaseOutputLayer",
          "LossLayer",
          "convolution.CnnLossLayer",
          "convolution.Cnn3DLossLayer",
          "objdetect.Yolo2OutputLayer",
          "ocnn.OCNNOutputLayer",
          "recurrent.RnnLossLayer",
          "samediff.SameDiffOutputLayer",
          "training.CenterLossOutputLayer");

  private static final String PROBES = "io.gradprobe.agent.dl4j.probe";
  private static final String NETWORK = "org.deeplearning4j.nn.multilayer.MultiLayerNetwork";
  private static final String GRAPH = "org.deeplearning4j.nn.graph.ComputationGraph";
  private static final String LAYERS = "org.deeplearning4j.nn.layers.";
  private static final String OPTIMIZE = "org.deeplearning4j.optimize.";
  private static final String ARRAY = "org.nd4j.linalg.api.ndarray.INDArray";

  private final Framework nd4j;
  private final List<ProbePoint> points = new ArrayList<>();

  /**
   * Lists the points.
   *
   * @param nd4j the framework that the arrays belong to
   */
  public Dl4j(Framework nd4j) {
    this.nd4j = nd4j;
    for (String network : List.of(NETWORK, GRAPH)) {
      network(network);
    }
    output();
    optimizer();
  }

  private void network(String type) {
    at(type, named("computeGradientAndScore").and(takesArguments(0)), "Score");
    at(type, namedOneOf("ffToLayerActivationsInWs", "ffToLayerActivationsInWS"), "Activations");
    at(type, named("calcBackpropGradients"), "Backprop");
    at(
        type,
        namedOneOf(
                "outputOfLayerDetached", "outputOfLayersDetached", "ffToLayerActivationsDetached")
            .and(takesArgument(0, boolean.class)),
        "Output");
    at(type, named("incrementEpochCount").and(takesArguments(0)), "Epoch");
    at(
        type,
        namedOneOf("setParams", "setParameters", "setParam", "setParamTable"),
        "SetParameters");
  }

  private void output() {
    for (String layer : OUTPUT_LAYERS) {
      at(
          LAYERS + layer,
          named("computeScore").and(takesArguments(3)).and(takesArgument(0, double.class)),
          "Loss");
    }
    at(
        LAYERS + "BaseOutputLayer",
        named("preOutput2d").and(takesArguments(2)).and(takesArgument(0, boolean.class)),
        "OutputScores");
  }

  private void optimizer() {
    at(
        "org.deeplearning4j.nn.updater.BaseMultiLayerUpdater",
        named("update").and(takesArguments(5)),
        "Update");
    for (String solver : List.of("BaseOptimizer", "StochasticGradientDescent")) {
      at(OPTIMIZE + "solvers." + solver, named("optimize").and(takesArguments(1)), "Solver");
    }
    for (String function : List.of("GradientStepFunction", "NegativeGradientStepFunction")) {
      at(
          OPTIMIZE + "stepfunctions." + function,
          named("step").and(takesArguments(2)).and(takesArgument(0, named(ARRAY))),
          "Step");
    }
    at(LAYERS + "BaseLayer", namedOneOf("setParams", "setParam", "setParamTable"), "SetParameters");
  }

  private void at(String type, ElementMatcher<? super MethodDescription> methods, String probe) {
    points.add(new ProbePoint(type, methods, PROBES + "." + probe + "Probe"));
  }

  @Override
  public String name() {
    return "Deeplearning4j";
  }

  @Override
  public Framework base() {
    return nd4j;
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
    return List.of("org/deeplearning4j/", "org/nd4j/");
  }
}
