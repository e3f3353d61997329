package io.gradprobe.agent.djl.probe;

import ai.djl.Device;
import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.Parameter;
import ai.djl.nn.norm.BatchNorm;
import ai.djl.nn.norm.Dropout;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.training.Trainer;
import ai.djl.util.Pair;
import io.gradprobe.runtime.run.BlockInfo;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.run.RunInfo;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.stream.Collectors;

/** Describes DJL's models: blocks and parameters by the names that DJL's user knows. */
final class Models {
  private static final String UNKNOWN = "";

  /**
   * A model's tree, flattened depth-first.
   *
   * @param blocks all blocks, the root first
   * @param blockInfos their descriptions, in the same order
   * @param parameters all parameters in forward order
   * @param parameterInfos their descriptions, in the same order
   * @param accesses how to read them, in the same order
   */
  record Description(
      List<Block> blocks,
      List<BlockInfo> blockInfos,
      List<Parameter> parameters,
      List<ParameterInfo> parameterInfos,
      List<TorchParameter> accesses) {
    Description() {
      this(
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>(),
          new ArrayList<>());
    }
  }

  private Models() {}

  /** Whether the model has parameters and all of them have their arrays. */
  static boolean isReady(Block root) {
    List<Parameter> parameters = root.getParameters().values();
    return !parameters.isEmpty()
        && parameters.stream()
            .allMatch(p -> p.isInitialized() && p.getArray() instanceof PtNDArray);
  }

  /** Whether some parameter of the block requires a gradient. */
  static boolean isTrainable(Block block) {
    return block.getParameters().values().stream().anyMatch(Parameter::requiresGradient);
  }

  /** Flattens a model. A block or parameter that stands at several places is listed once. */
  static Description describe(Block root, String optimizer) {
    Description d = new Description();
    visit(d, root, UNKNOWN, UNKNOWN, optimizer);
    return d;
  }

  private static void visit(
      Description d, Block block, String path, String parent, String optimizer) {
    if (d.blocks.stream().anyMatch(b -> b == block)) {
      return;
    }
    String shown = path.isEmpty() ? Readable.type(block.getClass()) : path;
    String prefix = path.isEmpty() ? UNKNOWN : path + "_";
    d.blocks.add(block);
    d.blockInfos.add(blockInfo(block, shown, parent, d.blockInfos.size()));
    for (Pair<String, Parameter> pair : block.getDirectParameters()) {
      Parameter parameter = pair.getValue();
      if (d.parameters.stream().noneMatch(p -> p == parameter)) {
        add(d, parameter, prefix + pair.getKey(), shown, optimizer);
      }
    }
    for (Pair<String, Block> child : block.getChildren()) {
      visit(d, child.getValue(), prefix + child.getKey(), shown, optimizer);
    }
  }

  private static void add(
      Description d, Parameter parameter, String name, String block, String optimizer) {
    NDArray array = parameter.getArray();
    d.parameters.add(parameter);
    d.parameterInfos.add(
        info(
            d.parameterInfos.size(),
            name,
            block,
            parameter.getType().name().toLowerCase(Locale.ROOT),
            array,
            parameter.requiresGradient(),
            optimizer));
    d.accesses.add(new TorchParameter(parameter, (PtNDArray) array));
  }

  /** Describes one array that is a parameter. */
  static ParameterInfo info(
      int index,
      String name,
      String block,
      String role,
      NDArray array,
      boolean trainable,
      String optimizer) {
    return new ParameterInfo(
        index,
        name,
        block,
        role,
        array.getShape().toString(),
        array.size(),
        array.getDataType().name().toLowerCase(Locale.ROOT),
        array.getDevice().toString(),
        trainable,
        optimizer);
  }

  private static BlockInfo blockInfo(Block block, String path, String parent, int order) {
    List<Parameter> parameters = block.getParameters().values();
    return new BlockInfo(
        path,
        Readable.type(block.getClass()),
        parent,
        order,
        inputs(block),
        outputShape(block),
        parameters.size(),
        (int) parameters.stream().filter(Parameter::requiresGradient).count(),
        block instanceof Dropout || block instanceof BatchNorm);
  }

  private static String inputs(Block block) {
    try {
      return block.getClass().getName().startsWith("ai.djl.nn.") && block.isInitialized()
          ? String.join(",", block.describeInput().keys())
          : UNKNOWN;
    } catch (RuntimeException e) {
      return UNKNOWN;
    }
  }

  /** Asked of DJL's own leaves only: a user's block may do anything when asked. */
  private static String outputShape(Block block) {
    if (!block.getClass().getName().startsWith("ai.djl.nn.") || !block.getChildren().isEmpty()) {
      return UNKNOWN;
    }
    try {
      Shape[] inputs = block.getInputShapes();
      return inputs == null ? UNKNOWN : joined(block.getOutputShapes(inputs));
    } catch (RuntimeException e) {
      return UNKNOWN;
    }
  }

  private static String joined(Shape[] shapes) {
    return Arrays.stream(shapes).map(Shape::toString).collect(Collectors.joining(","));
  }

  /**
   * Simple class name of a trainer's optimizer; empty where DJL does not keep it where it used to:
   * it has no accessor.
   */
  static String optimizer(Trainer trainer) {
    try {
      Object store = field(trainer, Trainer.class, "parameterStore");
      Object server = store == null ? null : field(store, store.getClass(), "parameterServer");
      Object optimizer = server == null ? null : field(server, server.getClass(), "optimizer");
      return optimizer == null ? UNKNOWN : optimizer.getClass().getSimpleName();
    } catch (ReflectiveOperationException | RuntimeException e) {
      return UNKNOWN;
    }
  }

  private static Object field(Object owner, Class<?> type, String name)
      throws ReflectiveOperationException {
    Field field = type.getDeclaredField(name);
    field.setAccessible(true);
    return field.get(owner);
  }

  /** The devices of a trainer. */
  static String devices(Trainer trainer) {
    return Arrays.stream(trainer.getDevices())
        .map(Device::toString)
        .collect(Collectors.joining(","));
  }

  /** Describes a run on a model. */
  static RunInfo runInfo(Description model, String kind, String name, String devices) {
    return runInfo(
        kind,
        name == null ? UNKNOWN : name,
        devices.isEmpty() ? model.parameterInfos().get(0).device() : devices,
        model.blockInfos(),
        model.parameterInfos());
  }

  /** Describes a run. */
  static RunInfo runInfo(
      String kind,
      String name,
      String devices,
      List<BlockInfo> blocks,
      List<ParameterInfo> parameters) {
    Engine engine = Engine.getInstance();
    String version = Engine.class.getPackage().getImplementationVersion();
    return new RunInfo(
        UUID.randomUUID().toString().substring(0, 8),
        Runs.FRAMEWORK,
        version == null ? Engine.getDjlVersion() : version,
        engine.getEngineName() + " " + engine.getVersion(),
        kind,
        name,
        devices,
        List.copyOf(blocks),
        List.copyOf(parameters),
        System.currentTimeMillis(),
        engine.getSeed() == null ? UNKNOWN : engine.getSeed().toString());
  }
}
