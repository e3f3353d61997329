package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.nn.Block;
import ai.djl.nn.LambdaBlock;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.source.CallSites;
import io.gradprobe.agent.source.ProtocolCalls;
import io.gradprobe.runtime.observe.OriginFinder;
import io.gradprobe.runtime.run.Origin;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;

/** Finds operations where faults of one run began, among those of the calling thread's cycle. */
final class Origins implements OriginFinder {
  /** A fault that goes on for ever is looked into so many times. */
  private static final int MOST = 32;

  /** Calls of the user's that lead to blocks and are no operations themselves. */
  private static final Set<String> RUNS_BLOCKS =
      Set.of("forward", "fit", "trainBatch", "evaluate", "predict");

  private final List<TorchParameter> parameters;
  private int asked;

  /**
   * @param parameters the run's, in its order
   */
  Origins(List<TorchParameter> parameters) {
    this.parameters = parameters;
  }

  private boolean isAskedTooOften() {
    return ++asked > MOST;
  }

  private static Graph graph(ThreadState thread) {
    return new Graph(thread.operations.all());
  }

  /** The operation that made a loss not finite; null where unknown. */
  static Origin ofLoss(ThreadState thread, NDArray target) {
    return orNothing(() -> findLoss(thread, target));
  }

  /** A fault of ours, memory that runs out included, must not cost the finding itself. */
  private static Origin orNothing(Supplier<Origin> search) {
    try {
      return search.get();
    } catch (Throwable e) {
      return null;
    }
  }

  private static Origin findLoss(ThreadState thread, NDArray target) {
    Operation operation = new ForwardOrigin(graph(thread)).find(target);
    if (operation == null) {
      return null;
    }
    NDArray result = operation.result() instanceof NDArray array ? array : null;
    long at = result == null ? -1 : Values.firstNonFinite(result);
    String detail =
        at < 0
            ? operation.shown()
            : Values.call(operation, result.getShape(), at)
                + ", which is "
                + Values.shown(Values.at(result, at))
                + Overflow.shown(operation, result, at);
    return origin(operation, detail);
  }

  @Override
  public Origin loss() {
    Origin origin = ThreadState.current().lossOrigin;
    return origin == null || !origin.block().isEmpty() ? null : origin;
  }

  @Override
  public Origin gradient(int parameter) {
    return orNothing(() -> findGradient(parameter));
  }

  private Origin findGradient(int parameter) {
    ThreadState thread = ThreadState.current();
    if (thread.target == null || isAskedTooOften()) {
      return null;
    }
    BackwardOrigin.Place place = BackwardOrigin.find(graph(thread), thread.target, trainable());
    if (place == null) {
      return null;
    }
    Shape shape = place.array().getShape();
    String where = place.operation().block() == null ? "" : " in " + path(place.operation());
    return origin(place.operation(), Values.call(place.operation(), shape, place.index()) + where);
  }

  private Set<NDArray> trainable() {
    Set<NDArray> trainable = Graph.newSet();
    for (TorchParameter p : parameters) {
      if (p.array() != null && p.trainable()) {
        trainable.add(p.array());
      }
    }
    return trainable;
  }

  @Override
  public Origin notCleared() {
    return missed("zeroGradients");
  }

  @Override
  public Origin notApplied() {
    return missed("step");
  }

  private static Origin missed(String call) {
    return orNothing(
        () -> ProtocolCalls.missed(call, CallSites.line(ThreadState.current().backwardSite)));
  }

  @Override
  public Origin missing(int parameter) {
    return orNothing(() -> findMissing(parameter));
  }

  private Origin findMissing(int parameter) {
    ThreadState thread = ThreadState.current();
    NDArray array = parameters.get(parameter).array();
    if (thread.target == null || array == null || isAskedTooOften()) {
      return null;
    }
    CutOrigin.Cut cut = new CutOrigin(graph(thread), thread.target).from(array);
    return cut != null && cut.operation() == null ? unused(array) : origin(cut);
  }

  private static Origin unused(NDArray array) {
    ParameterRef ref = Runs.parameter(array);
    String block = ref == null ? "" : ref.run().parameterInfo(ref.index()).block();
    String line = block.isEmpty() ? "" : ChildBlocks.line(ref.run(), block);
    return line.isEmpty()
        ? null
        : new Origin("unused", line, block, block + " was added here and is never called");
  }

  @Override
  public Origin cut() {
    return orNothing(() -> findCut());
  }

  private Origin findCut() {
    ThreadState thread = ThreadState.current();
    return thread.target == null || isAskedTooOften()
        ? null
        : origin(new CutOrigin(graph(thread), thread.target).everywhere(trainable()));
  }

  private static Origin origin(CutOrigin.Cut cut) {
    if (cut == null || cut.operation() == null) {
      return null;
    }
    Operation operation = cut.operation();
    String name = operation.shown();
    String between = between(operation, cut.next());
    return switch (cut.kind()) {
      case DETACHED ->
          origin(
              operation,
              name
                  + (name.equals("stopGradient")
                      ? ""
                      : name.equals("toType")
                          ? ", through which the engine gives no gradient,"
                          : ", which has no derivative,")
                  + " cuts the chain"
                  + between);
      case COPIED ->
          origin(
              operation,
              "the values went through Java ("
                  + name
                  + ") and came back as a new array, which cuts the chain"
                  + between);
      case UNUSED_RESULT ->
          origin(operation, "nothing on the way to the loss takes the result of " + name);
      case LATE -> origin(operation, name + " comes after forward has used the array");
      case UNRELATED ->
          origin(operation, "the loss is the result of " + name + ", to which no parameter leads");
      case NEVER_USED -> null;
    };
  }

  private static String between(Operation before, Operation next) {
    String from = before.block() == null ? "" : path(before);
    String to = next == null || next.block() == null ? "" : path(next);
    if (from.isEmpty() && to.isEmpty()) {
      return "";
    }
    return from.equals(to) || to.isEmpty()
        ? " in " + from
        : from.isEmpty() ? " before " + to : " between " + from + " and " + to;
  }

  @Override
  public Origin overwritten(String maker) {
    return orNothing(() -> findOverwritten(maker));
  }

  private Origin findOverwritten(String maker) {
    ThreadState thread = ThreadState.current();
    if (thread.target == null || isAskedTooOften()) {
      return null;
    }
    Graph graph = graph(thread);
    Origin other = null;
    for (int i = graph.size() - 1; i >= 0; i--) {
      Operation write = graph.get(i);
      if (write.isInPlace() && write.first() instanceof PtNDArray written) {
        Operation made = makerOf(graph, written, i);
        String by = made == null ? "" : made.name().toLowerCase(Locale.ROOT);
        Origin found = made == null ? null : origin(write, overwrote(write, made));
        if (found != null && by.equals(maker)) {
          return found;
        }
        other = other == null ? found : other;
      }
    }
    return other;
  }

  @Override
  public Origin freed() {
    return orNothing(() -> findFreed());
  }

  private Origin findFreed() {
    ThreadState thread = ThreadState.current();
    if (thread.target == null || thread.earlierSite == 0 || isAskedTooOften()) {
      return null;
    }
    String line = CallSites.line(thread.earlierSite);
    String earlier = "the backward at " + line;
    if (thread.earlierTarget == thread.target) {
      return new Origin("backward", line, "", earlier + " went through this loss");
    }
    FreedOrigin.Place place = FreedOrigin.find(graph(thread), thread);
    if (place == null) {
      return new Origin("backward", line, "", earlier + " was the last one before");
    }
    Operation operation = place.operation();
    String own = line(operation);
    String at = operation.shown() + (own.isEmpty() ? "" : " (" + own + ")");
    return origin(
        operation,
        place.carried()
            ? at + " takes what was made before " + earlier + " and was not detached"
            : earlier + " went through the result of " + at + ", as this one does");
  }

  @Override
  public String backwardLine() {
    return CallSites.line(ThreadState.current().backwardSite);
  }

  @Override
  public String recordingLine() {
    ThreadState thread = ThreadState.current();
    return thread.collecting ? CallSites.line(thread.collectorSite) : "";
  }

  private static String overwrote(Operation write, Operation made) {
    String line = made.line();
    return write.shown()
        + " wrote the result of "
        + made.shown()
        + (line.isEmpty() ? "" : ", made at " + line);
  }

  private static Operation makerOf(Graph graph, NDArray array, int before) {
    Set<NDArray> wanted = Graph.newSet();
    wanted.add(array);
    for (int i = before - 1; i >= 0; i--) {
      Operation operation = graph.get(i);
      boolean[] makes = {false};
      operation.results(result -> makes[0] |= wanted.contains(result));
      if (makes[0] && !operation.isInPlace()) {
        return operation;
      }
    }
    return null;
  }

  /** An operation that keeps from backward what the loss depends on. */
  static Origin hiding(Operation operation) {
    String how =
        switch (operation.name()) {
          case "detachGradient" -> operation.shown();
          case "getByteBuffer" -> operation.shown() + ", which brings values to Java,";
          default -> operation.shown() + ", which ran outside of the gradient collector,";
        };
    return origin(operation, how + " keeps from backward what the loss depends on");
  }

  private static Origin origin(Operation operation, String detail) {
    String block = operation.block() == null ? "" : path(operation);
    return new Origin(operation.shown(), line(operation), block, detail);
  }

  /**
   * The user's line. A method reference that was made a block ({@code Activation::relu}) is called
   * by the framework: its line is the one that added it.
   */
  private static String line(Operation operation) {
    if (!operation.isAtItsLine()) {
      return "";
    }
    boolean outer = RUNS_BLOCKS.contains(CallSites.called(operation.site()));
    if (outer && operation.block() instanceof LambdaBlock block) {
      String added = ChildBlocks.line(block);
      return added.isEmpty() ? operation.line() : added;
    }
    return operation.line();
  }

  private static String path(Operation operation) {
    Block block = operation.block();
    Runs.BlockRef ref = Runs.of(block);
    return ref == null ? Readable.type(block.getClass()) : ref.path();
  }
}
