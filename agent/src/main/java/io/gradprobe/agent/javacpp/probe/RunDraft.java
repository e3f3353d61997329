package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.BatchReading;
import io.gradprobe.runtime.run.BlockInfo;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.RunInfo;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OptimizerParamGroupVector;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;

/**
 * What a run that is about to begin consists of: the parameters of its optimizer, and those of the
 * same model that no other optimizer holds.
 */
final class RunDraft {
  private final Set<Long> held;
  private final List<TensorAccess> accesses = new ArrayList<>();
  private final List<String> names = new ArrayList<>();
  private final Module root;
  private List<BlockInfo> blocks = List.of();

  RunDraft(Optimizer optimizer, List<Optimizer> others) {
    List<Tensor> tensors = tensors(optimizer);
    held = held(optimizer);
    root = Modules.holding(held);
    Set<Long> left = new LinkedHashSet<>(held);
    if (root != null) {
      Map<Long, String> all = Modules.parameters(root);
      Set<Long> wanted = new HashSet<>(all.keySet());
      others.forEach(o -> wanted.removeAll(held(o)));
      wanted.addAll(left);
      for (Modules.Named named : Modules.accesses(root, wanted)) {
        accesses.add(named.access());
        names.add(named.name());
        left.remove(named.access().identity());
      }
      blocks = Modules.blocks(root);
    }
    for (Tensor tensor : tensors) {
      if (left.remove(Tensors.identity(tensor))) {
        names.add("parameter[" + accesses.size() + "]");
        accesses.add(new TensorAccess(tensor));
      }
    }
  }

  private static List<Tensor> tensors(Optimizer optimizer) {
    List<Tensor> found = new ArrayList<>();
    OptimizerParamGroupVector groups = optimizer.param_groups();
    for (long g = 0; g < groups.size(); g++) {
      TensorVector parameters = groups.get(g).params();
      for (long i = 0; i < parameters.size(); i++) {
        if (Tensors.isThere(parameters.get(i))) {
          found.add(parameters.get(i));
        }
      }
    }
    return found;
  }

  /** What an optimizer holds, in its order. */
  static Set<Long> held(Optimizer optimizer) {
    Set<Long> found = new LinkedHashSet<>();
    tensors(optimizer).forEach(t -> found.add(Tensors.identity(t)));
    return found;
  }

  /** Whether there is anything to train. */
  boolean isEmpty() {
    return held.isEmpty();
  }

  /** The model; null where none is known. */
  Module root() {
    return root;
  }

  /** How to read the parameters. */
  List<TensorAccess> accesses() {
    return accesses;
  }

  /** For each group of the optimizer's, the places of its parameters. */
  int[][] groups(Optimizer optimizer) {
    OptimizerParamGroupVector all = optimizer.param_groups();
    int[][] groups = new int[(int) all.size()][];
    for (int g = 0; g < groups.length; g++) {
      TensorVector parameters = all.get(g).params();
      groups[g] = new int[(int) parameters.size()];
      for (int i = 0; i < groups[g].length; i++) {
        groups[g][i] = indexOf(Tensors.identity(parameters.get(i)));
      }
    }
    return groups;
  }

  private int indexOf(long identity) {
    for (int i = 0; i < accesses.size(); i++) {
      if (accesses.get(i).identity() == identity) {
        return i;
      }
    }
    throw new IllegalStateException("an optimizer's parameter is not there");
  }

  /** For each group of the optimizer's, its weight decay. */
  double[] decays(Optimizer optimizer) {
    OptimizerParamGroupVector all = optimizer.param_groups();
    double[] decays = new double[(int) all.size()];
    for (int g = 0; g < decays.length; g++) {
      decays[g] = Settings.weightDecay(optimizer, all.get(g).options());
    }
    return decays;
  }

  /** Describes the run. */
  RunInfo info(Optimizer optimizer) {
    String type = optimizer.getClass().getSimpleName();
    List<ParameterInfo> infos = new ArrayList<>();
    for (int i = 0; i < accesses.size(); i++) {
      boolean isHeld = held.contains(accesses.get(i).identity());
      infos.add(parameter(i, isHeld ? type : ""));
    }
    return describe("trainer", root == null ? "" : Modules.typeOf(root), blocks, infos);
  }

  /** Describes a run of bare tensors. */
  static RunInfo bare(List<String> names, List<TensorAccess> accesses) {
    List<ParameterInfo> infos = new ArrayList<>();
    for (int i = 0; i < names.size(); i++) {
      infos.add(parameter(i, accesses.get(i).tensor(), names.get(i), "", "", ""));
    }
    return describe("array", "", List.of(), infos);
  }

  private static RunInfo describe(
      String kind, String name, List<BlockInfo> blocks, List<ParameterInfo> infos) {
    String version = Optimizer.class.getPackage().getImplementationVersion();
    String known = version == null ? "" : version;
    int dash = known.indexOf('-');
    return new RunInfo(
        UUID.randomUUID().toString().substring(0, 8),
        Runs.FRAMEWORK,
        known,
        dash < 0 ? "libtorch" : "libtorch " + known.substring(0, dash),
        kind,
        name,
        infos.get(0).device(),
        blocks,
        infos,
        System.currentTimeMillis());
  }

  private ParameterInfo parameter(int index, String optimizer) {
    String name = names.get(index);
    int dot = name.lastIndexOf('.');
    String owner = blocks.isEmpty() ? "" : blocks.get(0).path();
    return parameter(
        index,
        accesses.get(index).tensor(),
        name,
        dot < 0 ? owner : name.substring(0, dot),
        root == null ? "" : name.substring(dot + 1),
        optimizer);
  }

  private static ParameterInfo parameter(
      int index, Tensor tensor, String name, String block, String role, String optimizer) {
    return new ParameterInfo(
        index,
        name,
        block,
        role,
        BatchReading.shape(Tensors.sizes(tensor)),
        tensor.numel(),
        Tensors.typeName(tensor),
        tensor.is_cpu() ? "cpu" : "gpu",
        tensor.requires_grad(),
        optimizer);
  }
}
