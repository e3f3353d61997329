package io.gradprobe.agent.djl;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.isPublic;
import static net.bytebuddy.matcher.ElementMatchers.isStatic;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.namedOneOf;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.returns;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.gradprobe.agent.source.Training;
import io.gradprobe.agent.weave.Framework;
import io.gradprobe.agent.weave.ProbePoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import net.bytebuddy.description.method.MethodDescription;
import net.bytebuddy.matcher.ElementMatcher;

/** Deep Java Library on the PyTorch engine: which of its methods call which probe. */
public final class Djl implements Framework {
  /** Packages of DJL whose frames are not the user's. Its examples are the user's. */
  public static final List<String> PACKAGES =
      List.of(
          "ai.djl.training.",
          "ai.djl.nn.",
          "ai.djl.ndarray.",
          "ai.djl.engine.",
          "ai.djl.pytorch.",
          "ai.djl.inference.",
          "ai.djl.translate.",
          "ai.djl.util.",
          "ai.djl.metric.",
          "ai.djl.modality.",
          "ai.djl.repository.",
          "ai.djl.basicdataset.",
          "ai.djl.basicmodelzoo.",
          "ai.djl.Application",
          "ai.djl.BaseModel",
          "ai.djl.Device",
          "ai.djl.M",
          "ai.djl.TrainingDivergedException");

  private static final List<String> HELPERS =
      List.of(
          "CaughtProbe",
          "SourceTapProbe",
          "Torch",
          "TorchParameter",
          "Models",
          "Runs",
          "BareArrays",
          "Forwards",
          "ForwardReading",
          "Functions",
          "Losses",
          "NonFinite",
          "Readable",
          "TensorReading",
          "ThreadState",
          "Trail",
          "Backwards",
          "DeviceCopies",
          "Freezes",
          "Life",
          "Loads",
          "LoadSite",
          "LossSums",
          "Replacements",
          "Replicas",
          "TensorCounts",
          "TensorSearch",
          "Steps",
          "Writes",
          "ChildBlocks",
          "Closings",
          "Taps",
          "PlaceTaps",
          "Operation",
          "Operations",
          "Caught",
          "Overflow",
          "FreedOrigin",
          "Graph",
          "Values",
          "ForwardOrigin",
          "BackwardOrigin",
          "Singular",
          "CutOrigin",
          "Origins");
  private static final List<String> TAPE_HELPERS =
      List.of(
          "DropoutMask",
          "JavaNumbers",
          "EngineMethods",
          "Tape",
          "TapeChecks",
          "TapeEntry",
          "TapePaths",
          "TapeValue",
          "TapedStep",
          "Replay",
          "TorchCopies");

  private static final List<String> LOSSES =
      List.of(
          "AbstractCompositeLoss",
          "HingeLoss",
          "IndexLoss",
          "L1Loss",
          "L2Loss",
          "MaskedSoftmaxCrossEntropyLoss",
          "QuantileL1Loss",
          "SigmoidBinaryCrossEntropyLoss",
          "SoftmaxCrossEntropyLoss",
          "TabNetClassificationLoss",
          "TabNetRegressionLoss",
          "YOLOv3Loss");

  /** Operations that change no operand and have no other use than their result. */
  private static final Set<String> PURE =
      Set.of(
          "add",
          "sub",
          "mul",
          "div",
          "neg",
          "abs",
          "square",
          "sqrt",
          "exp",
          "log",
          "pow",
          "clip",
          "maximum",
          "minimum",
          "sum",
          "mean",
          "max",
          "min",
          "prod",
          "norm",
          "softmax",
          "logSoftmax",
          "reshape",
          "transpose",
          "expandDims",
          "squeeze",
          "flatten",
          "stopGradient",
          "matMul",
          "dot",
          "concat",
          "tanh",
          "sin",
          "cos",
          "sign",
          "normalize");

  private static final String PROBES = "io.gradprobe.agent.djl.probe";
  private static final String ND_LIST = "ai.djl.ndarray.NDList";
  private static final String ND_ARRAY = "ai.djl.ndarray.NDArray";
  private static final String PT_ARRAY = "ai.djl.pytorch.engine.PtNDArray";
  private static final String JNI = "ai.djl.pytorch.jni.JniUtils";
  private static final String TRAINER = "ai.djl.training.Trainer";
  private static final String EASY_TRAIN = "ai.djl.training.EasyTrain";
  private static final String BLOCK = "ai.djl.nn.AbstractBaseBlock";
  private static final String PARAMETER = "ai.djl.nn.Parameter";

  private final List<ProbePoint> points = new ArrayList<>();

  private final boolean taped;

  /**
   * Lists the points.
   *
   * @param taped whether gradients are to be checked, for which each operation is taped
   */
  public Djl(boolean taped) {
    this.taped = taped;
    trainer();
    model();
    engine();
    activations();
    operations();
    if (taped) {
      tape();
    }
    losses();
    life();
  }

  private void trainer() {
    at(TRAINER, named("initialize"), "TrainerInitialize");
    at(TRAINER, named("forward").and(takesArgument(0, named(ND_LIST))), "TrainerForward");
    at(TRAINER, named("evaluate").and(takesArguments(1)), "TrainerEvaluate");
    at(TRAINER, named("step").and(takesArguments(0)), "TrainerStep");
    at(TRAINER, named("close").and(takesArguments(0)), "TrainerClose");
    at(TRAINER, named("iterateDataset").and(takesArguments(1)), "IterateDataset");
    at("ai.djl.inference.Predictor", named("predictInternal").and(takesArguments(2)), "Inference");
    at(EASY_TRAIN, named("fit").and(takesArguments(4)), "Fit");
    at(EASY_TRAIN, named("validateBatch").and(takesArguments(2)), "Evaluation");
    at(EASY_TRAIN, named("evaluateDataset").and(takesArguments(2)), "Evaluation");
    at(
        "ai.djl.training.listener.EvaluatorTrainingListener",
        named("onEpoch").and(takesArguments(1)),
        "EpochMetrics");
    at(
        "ai.djl.training.LocalParameterServer",
        named("update").and(takesArguments(3)),
        "ServerUpdate");
  }

  private void model() {
    at(
        BLOCK,
        named("forward").and(takesArguments(4)).and(takesArgument(2, boolean.class)),
        "BlockForward");
    at(
        BLOCK,
        named("forward").and(takesArguments(4)).and(takesArgument(2, named(ND_LIST))),
        "BlockForwardWithLabels");
    at(
        "ai.djl.training.ParameterStore",
        named("getValue").and(returns(named(ND_ARRAY))),
        "ParameterUse");
  }

  private void engine() {
    at(
        "ai.djl.pytorch.engine.PtGradientCollector",
        named("zeroGradients").and(takesArguments(0)),
        "ZeroGradients");
    at(
        "ai.djl.pytorch.engine.PtGradientCollector",
        isConstructor().or(named("close")),
        "Collector");
    at(
        JNI,
        named("createNdFromByteBuffer").and(takesArgument(1, java.nio.ByteBuffer.class)),
        "HostScalars");
    at(JNI, named("backward").and(isStatic()).and(takesArguments(4)), "Backward");
    at(JNI, named("sgdUpdate").and(isStatic()).and(takesArguments(8)), "SgdUpdate");
    at(JNI, named("adamUpdate").and(isStatic()).and(takesArguments(13)), "AdamUpdate");
    at(JNI, named("zeroGrad").and(isStatic()).and(takesArguments(1)), "ZeroGrad");
    at(
        JNI,
        namedOneOf("addi", "subi", "muli", "divi", "powi", "remainderi")
            .and(takesArguments(2))
            .and(takesArgument(1, named(PT_ARRAY))),
        "InPlace");
    at(
        JNI,
        namedOneOf("negi", "signi", "set", "indexSet", "indexAdvPut", "booleanMaskSet")
            .and(takesArgument(0, named(PT_ARRAY))),
        "InPlaceSet");
    at(JNI, namedOneOf("mul", "div").and(takesArguments(2)), "Scaling");
    at(JNI, named("clip").and(takesArguments(3)), "Clip");
    at(
        PT_ARRAY,
        named("setRequiresGradient").and(takesArguments(boolean.class)),
        "RequireGradient");
    at(PT_ARRAY, named("getGradient").and(takesArguments(0)), "GetGradient");
  }

  private void activations() {
    at(
        JNI,
        namedOneOf("relu", "sigmoid", "tanh", "elu", "leakyRelu", "selu", "gelu")
            .or(namedOneOf("exp", "sqrt", "log", "log2", "log10"))
            .and(isStatic()),
        "Activation");
    at(JNI, namedOneOf("softmax", "logSoftmax").and(takesArguments(3)), "Softmax");
    at(JNI, named("batchNorm").and(takesArguments(8)), "BatchNorm");
    at(JNI, namedOneOf("cat", "stack").and(takesArguments(2)), "Join");
    at(JNI, named("add").and(takesArgument(1, named(PT_ARRAY))), "Residual");
  }

  /** What every step's trail is made of. */
  private void operations() {
    ElementMatcher.Junction<MethodDescription> makes =
        isStatic().and(isPublic()).and(returns(named(PT_ARRAY))).and(not(named("getGradient")));
    ElementMatcher.Junction<MethodDescription> first = takesArgument(0, named(PT_ARRAY));
    ElementMatcher.Junction<MethodDescription> second = takesArgument(1, named(PT_ARRAY));
    ElementMatcher.Junction<MethodDescription> third = takesArgument(2, named(PT_ARRAY));
    at(JNI, makes.and(first).and(not(second)), "UnaryOperation");
    at(JNI, makes.and(first).and(second).and(not(third)), "BinaryOperation");
    at(JNI, makes.and(first).and(second).and(third), "TernaryOperation");
    at(JNI, namedOneOf("cat", "stack").and(takesArguments(2)), "JoiningOperation");
    at(JNI, isStatic().and(isPublic()).and(returns(named(ND_LIST))), "ManyOperation");
    at(JNI, writes().and(not(second)), "WriteOperation");
    at(JNI, writes().and(second), "WriteFromOperation");
    at(JNI, named("getByteBuffer").and(first), "HostRead");
    at(
        JNI,
        named("createNdFromByteBuffer").and(takesArgument(1, java.nio.ByteBuffer.class)),
        "HostCopy");
  }

  /** What evaluating a step again takes. */
  private void tape() {
    ElementMatcher.Junction<MethodDescription> takes =
        takesArgument(0, named(PT_ARRAY)).or(namedOneOf("cat", "stack"));
    ElementMatcher.Junction<MethodDescription> makes =
        returns(named(PT_ARRAY)).or(returns(named(ND_LIST))).and(not(named("getGradient")));
    at(JNI, isStatic().and(isPublic()).and(makes.and(takes).or(writes())), "Tape");
    at(JNI, named("getByteBuffer").and(takesArgument(0, named(PT_ARRAY))), "Tape");
  }

  private static ElementMatcher.Junction<MethodDescription> writes() {
    return isStatic()
        .and(returns(void.class))
        .and(
            namedOneOf("addi", "subi", "muli", "divi", "powi", "remainderi")
                .or(namedOneOf("negi", "signi", "set", "indexSet"))
                .or(namedOneOf("indexAdvPut", "booleanMaskSet")))
        .and(takesArgument(0, named(PT_ARRAY)));
  }

  private void losses() {
    for (String loss : LOSSES) {
      at(
          "ai.djl.training.loss." + loss,
          named("evaluate").and(takesArguments(2)).and(takesArgument(0, named(ND_LIST))),
          "Loss");
    }
    at(
        "ai.djl.training.dataset.Batch",
        namedOneOf("getData", "getLabels").and(takesArguments(0)),
        "Batch");
  }

  private void life() {
    at(PT_ARRAY, isConstructor().and(takesArgument(1, long.class)), "TensorMade");
    at(JNI, named("deleteNDArray").and(takesArguments(long.class)), "TensorReleased");
    at(JNI, named("add").and(takesArguments(2)).and(takesArgument(1, named(PT_ARRAY))), "Addition");
    at(
        PT_ARRAY,
        named("toDevice").and(takesArguments(2)).and(returns(named(PT_ARRAY))),
        "ToDevice");
    at(
        "ai.djl.nn.AbstractBlock",
        named("addChildBlock").and(takesArgument(1, named("ai.djl.nn.Block"))),
        "ChildBlock");
    at(PARAMETER, named("freeze").and(takesArguments(boolean.class)), "Freeze");
    at(PARAMETER, named("load").and(takesArguments(2)), "ParameterLoad");
    at(PARAMETER, namedOneOf("setArray", "initialize"), "ParameterArray");
    at(BLOCK, named("loadParameters").and(takesArguments(2)), "BlockLoad");
    at(
        "ai.djl.BaseModel",
        named("readParameters").and(takesArgument(0, java.io.InputStream.class)),
        "ModelLoad");
    at("ai.djl.training.ParameterServer", named("update").and(takesArguments(2)), "Replicas");
    at("ai.djl.ndarray.BaseNDManager", named("close").and(takesArguments(0)), "ManagerClose");
    at("ai.djl.ndarray.NDScope", named("close").and(takesArguments(0)), "ScopeClose");
    at("ai.djl.util.NativeResource", named("getHandle").and(takesArguments(0)), "Handle");
    at("ai.djl.training.dataset.DataIterable", named("next").and(takesArguments(0)), "Data");
    at(TRAINER, named("iterateDataset").and(takesArguments(1)), "Data");
  }

  private void at(String type, ElementMatcher<? super MethodDescription> methods, String probe) {
    points.add(new ProbePoint(type, methods, PROBES + "." + probe + "Probe"));
  }

  @Override
  public String name() {
    return "DJL";
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
    if (!taped) {
      return HELPERS;
    }
    List<String> all = new ArrayList<>(HELPERS);
    all.addAll(TAPE_HELPERS);
    return all;
  }

  @Override
  public List<String> packages() {
    return PACKAGES;
  }

  @Override
  public boolean isPure(String method) {
    int arguments = method.indexOf('(');
    return method.endsWith(")Lai/djl/ndarray/NDArray;")
        && PURE.contains(method.substring(0, arguments));
  }

  @Override
  public boolean isProtocol(String owner, String method) {
    return owner.endsWith("GradientCollector")
        ? method.equals("backward") || method.equals("zeroGradients")
        : owner.equals("ai/djl/training/Trainer") && method.equals("step");
  }

  @Override
  public Training training(String owner, String method) {
    if (owner.endsWith("GradientCollector")) {
      return method.equals("backward") ? Training.ONCE : Training.NONE;
    }
    if (!owner.equals("ai/djl/training/EasyTrain")) {
      return Training.NONE;
    }
    return switch (method) {
      case "trainBatch" -> Training.ONCE;
      case "fit" -> Training.LOOPS;
      default -> Training.NONE;
    };
  }

  @Override
  public String catchProbe() {
    return PROBES + ".CaughtProbe";
  }

  @Override
  public Tap tap() {
    return new Tap(
        PROBES + ".SourceTapProbe", Set.of("Lai/djl/ndarray/NDArray;", "Lai/djl/ndarray/NDList;"));
  }

  @Override
  public List<String> memberPrefixes() {
    return List.of("ai/djl/");
  }
}
