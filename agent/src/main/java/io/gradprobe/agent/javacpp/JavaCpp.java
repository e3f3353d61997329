package io.gradprobe.agent.javacpp;

import static net.bytebuddy.matcher.ElementMatchers.isConstructor;
import static net.bytebuddy.matcher.ElementMatchers.named;
import static net.bytebuddy.matcher.ElementMatchers.not;
import static net.bytebuddy.matcher.ElementMatchers.takesArgument;
import static net.bytebuddy.matcher.ElementMatchers.takesArguments;

import io.gradprobe.agent.weave.Framework;
import io.gradprobe.agent.weave.ProbePoint;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * libtorch through JavaCPP: which of its calls are led through which probe. Nearly all of its
 * methods are native, so they are woven where they are called.
 */
public final class JavaCpp implements Framework {
  /** Packages of JavaCPP and of libraries on top of it whose frames are not the user's. */
  public static final List<String> PACKAGES =
      List.of("org.bytedeco.pytorch.", "org.bytedeco.javacpp.", "smile.deep.", "smile.tensor.");

  private static final String PROBES = "io.gradprobe.agent.javacpp.probe";
  private static final String TORCH = "org/bytedeco/pytorch/";
  private static final String POINTER = "org/bytedeco/javacpp/";
  private static final String POINTER_CLASS = "org.bytedeco.javacpp.Pointer";

  private static final String PLAIN_LOSS = "(L" + TORCH + "Tensor;L" + TORCH + "Tensor;)";

  private static final List<String> OPTIMIZERS =
      List.of("SGD", "Adam", "AdamW", "RMSprop", "Adagrad");

  private static final List<String> HELPERS =
      List.of(
          "LossCall",
          "ClosureStepCall",
          "Backwards",
          "BareRef",
          "BareTensors",
          "Clips",
          "ForwardReading",
          "Forwards",
          "Functions",
          "Losses",
          "Modules",
          "NonFinite",
          "PointerCounts",
          "PointerSearch",
          "OptimizerRef",
          "Runs",
          "RunDraft",
          "Settings",
          "Steps",
          "TensorAccess",
          "TensorSum",
          "Tensors",
          "ThreadState",
          "Trail",
          "Writes");

  /** Operations in place by which hand-written loops update parameters or change gradients. */
  private static final List<String> WRITES =
      List.of(
          "add_",
          "sub_",
          "mul_",
          "div_",
          "copy_",
          "zero_",
          "fill_",
          "clamp_",
          "addcmul_",
          "addcdiv_",
          "neg_");

  /** Losses whose plain form is the mean over the batch. */
  private static final List<String> LOSSES =
      List.of(
          "cross_entropy",
          "nll_loss",
          "mse_loss",
          "l1_loss",
          "binary_cross_entropy",
          "binary_cross_entropy_with_logits");

  private static final Set<String> PHASES =
      Set.of(
          PROBES + ".BackwardCall",
          PROBES + ".ZeroGradCall",
          PROBES + ".StepCall",
          PROBES + ".ClosureStepCall");

  /** Calls on the framework's types, by the method's name. */
  private static final Map<String, String> CALLS = new HashMap<>();

  /** Calls that a user's subclass of a module inherits and that name none of libtorch's types. */
  private static final Map<String, String> INHERITED = Map.of("zero_grad(Z)V", "ZeroGrad");

  static {
    CALLS.put("step", "Step");
    CALLS.put("zero_grad", "ZeroGrad");
    CALLS.put("backward", "Backward");
    CALLS.put("clip_grad_norm_", "ClipNorm");
    CALLS.put("clip_grad_value_", "ClipValue");
    CALLS.put("forward", "Forward");
    CALLS.put("add_param_group", "Group");
    CALLS.put("add_parameters", "Group");
    CALLS.put("parameters", "Parameters");
    CALLS.put("named_parameters", "Parameters");
    CALLS.put("div", "Scale");
    CALLS.put("mul", "Scale");
    CALLS.put("requires_grad_", "RequireGrad");
    CALLS.put("set_requires_grad", "RequireGrad");
    CALLS.put("__dispatch_requires_grad_", "RequireGrad");
    CALLS.put("relu", "Function");
    CALLS.put("sigmoid", "Function");
    CALLS.put("tanh", "Function");
    CALLS.put("softmax", "Softmax");
    CALLS.put("log_softmax", "Softmax");
    WRITES.forEach(write -> CALLS.put(write, "Write"));
  }

  private final List<ProbePoint> points = new ArrayList<>();

  /** Lists the points. */
  public JavaCpp() {
    for (String optimizer : OPTIMIZERS) {
      points.add(
          new ProbePoint(
              TORCH.replace('/', '.') + optimizer,
              // With one pointer it is a cast of an optimizer that is there already.
              isConstructor().and(not(takesArgument(0, named(POINTER_CLASS)))),
              PROBES + ".OptimizerMadeProbe"));
    }
    points.add(
        new ProbePoint(
            POINTER_CLASS, named("init").and(takesArguments(4)), PROBES + ".PointerMadeProbe"));
  }

  @Override
  public String name() {
    return "JavaCPP";
  }

  @Override
  public List<ProbePoint> points() {
    return points;
  }

  @Override
  public String callProbe(String owner, String name, String descriptor) {
    String probe = INHERITED.get(name + descriptor);
    if (probe == null && (owner.startsWith(TORCH) || descriptor.contains("L" + TORCH))) {
      probe = CALLS.get(name);
    }
    if ("Step".equals(probe) && !descriptor.startsWith("()")) {
      probe = "ClosureStep";
    }
    if (probe == null && LOSSES.contains(name) && descriptor.startsWith(PLAIN_LOSS)) {
      probe = "Loss";
    }
    return probe == null ? null : PROBES + "." + probe + "Call";
  }

  @Override
  public boolean isPhase(String callProbe) {
    return PHASES.contains(callProbe);
  }

  @Override
  public String probePackage() {
    return PROBES;
  }

  @Override
  public List<String> helpers() {
    Set<String> helpers = new LinkedHashSet<>(HELPERS);
    for (String probe : CALLS.values()) {
      helpers.add(probe + "Call");
    }
    return List.copyOf(helpers);
  }

  @Override
  public List<String> packages() {
    return PACKAGES;
  }

  @Override
  public String sign() {
    return "org/bytedeco/pytorch/Tensor";
  }

  @Override
  public List<String> memberPrefixes() {
    return List.of(TORCH, POINTER);
  }
}
