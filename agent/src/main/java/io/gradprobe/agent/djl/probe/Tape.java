package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gradprobe.runtime.TrainingRun;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What one thread computes from the parameters of runs whose gradients are to be checked, from an
 * optimizer's step to the next backward: operations with their arguments, and copies of all that
 * goes in from elsewhere. The loss can be evaluated from it once more without the program's code.
 *
 * <p>There is one at a time. A run is taped from the end of a step of its own, never from the
 * middle of a forward.
 */
final class Tape {
  private static final int MOST_ENTRIES = 1 << 15;
  private static final long MOST_BYTES = 512L << 20;

  private static final String READ = "getByteBuffer";

  /** A run that makes so many steps while another one makes none is the only one that trains. */
  private static final int MOST_STEPS = 16;

  /** What is larger is not copied. */
  private static final long LARGE = 16L << 20;

  /** Operations that write their first operand. */
  private static final Set<String> WRITES =
      Set.of(
          "addi",
          "subi",
          "muli",
          "divi",
          "powi",
          "remainderi",
          "negi",
          "signi",
          "set",
          "indexSet",
          "indexAdvPut",
          "booleanMaskSet");

  /** Operations whose result is zero only where all is that it is made of. */
  private static final Set<String> RESHAPES =
      Set.of(
          "reshape",
          "flatten",
          "squeeze",
          "unsqueeze",
          "transpose",
          "permute",
          "maxPool",
          "avgPool",
          "adaptiveMaxPool",
          "adaptiveAvgPool");

  private static volatile Tape only;

  static {
    Operations.taped = true;
  }

  private final Thread thread = Thread.currentThread();
  private volatile Set<TrainingRun> runs;
  private final List<TapeEntry> entries = new ArrayList<>();
  private final List<TapeValue> values = new ArrayList<>();
  private final List<JavaNumbers.Read> reads = new ArrayList<>();
  private final Map<NDArray, Integer> places = new IdentityHashMap<>();
  private long bytes;
  private boolean inside;
  private TrainingRun stepper;
  private int stepsInARow;

  /** The first operand of the operation under way. */
  private Object operand;

  private volatile String spoiled = "";

  private Tape(TrainingRun run) {
    runs = Set.of(run);
  }

  // ---- what probes tell ----

  /** An operation begins; null where it is none of the tape's. */
  static Object begin(String method, String name, Object[] arguments) {
    ThreadState state = ThreadState.current();
    if (state.replaying) {
      return null;
    }
    boolean writes = WRITES.contains(name);
    if (writes && !state.collecting) {
      ParameterRef ref = Runs.parameter((NDArray) arguments[0]);
      if (ref != null) {
        stepped(ref.run());
        return null;
      }
    }
    Tape tape = only;
    if (tape == null || !tape.spoiled.isEmpty()) {
      return null;
    }
    try {
      if (tape.thread != Thread.currentThread()) {
        tape.elsewhere(arguments);
        return null;
      }
      return tape.inside ? null : tape.begin(state, method, name, arguments, writes);
    } catch (RuntimeException | LinkageError e) {
      // What is not on the tape would pass for constant.
      tape.spoil(name + " could not be taped: " + e);
      return null;
    }
  }

  private TapeEntry begin(
      ThreadState state, String method, String name, Object[] arguments, boolean writes) {
    if (name.equals(READ)) {
      read(state, (PtNDArray) arguments[0]);
      return null;
    }
    boolean evaluates = state.forwardDepth > 0 && !state.forwardTraining;
    boolean recorded = JniUtils.isGradMode();
    if (!isDependent(arguments) || evaluates && !recorded) {
      if (writes) {
        places.remove(arguments[0]);
      }
      return null;
    }
    Operation told = TapeEntry.told(name, state.site[0], state.trail.innermost());
    operand = arguments[0];
    TapeEntry begun = entry(EngineMethods.of(method, name), arguments, writes, recorded, told);
    inside = true;
    return begun;
  }

  /** The operation has ended. */
  static void end(Object begun, Object result, Throwable failure) {
    Tape tape = only;
    if (tape == null || tape.thread != Thread.currentThread()) {
      return;
    }
    tape.inside = false;
    if (failure == null) {
      try {
        tape.add((TapeEntry) begun, result);
      } catch (RuntimeException | LinkageError e) {
        tape.spoil(((TapeEntry) begun).name() + " could not be taped: " + e);
      }
    }
  }

  /** A run's parameters have been updated. */
  static void stepped(TrainingRun run) {
    Tape tape = only;
    if (tape != null && tape.thread != Thread.currentThread()) {
      if (tape.thread.isAlive() && !tape.runs.stream().allMatch(TrainingRun::isEnded)) {
        tape.spoil("another thread updates parameters");
        return;
      }
      tape.runs.forEach(tape::leave);
    } else if (tape != null) {
      tape.endOf(run);
    }
    if (!run.isGradientCheckDue()) {
      return;
    }
    if (only == null) {
      only = new Tape(run);
    } else {
      only.join(run);
    }
  }

  /** Other runs go on being taped, unless they have come to a rest or the tape is useless. */
  private void endOf(TrainingRun run) {
    stepsInARow = stepper == run ? stepsInARow + 1 : 0;
    stepper = run;
    places.keySet().removeIf(array -> isOf(run, array));
    leave(run);
    for (TrainingRun other : runs) {
      if (other.isEnded() || !spoiled.isEmpty() || stepsInARow > MOST_STEPS) {
        leave(other);
      }
    }
  }

  /** The calling thread's tape of a run; null where there is none. */
  static Tape of(TrainingRun run) {
    Tape tape = only;
    boolean own = tape != null && tape.thread == Thread.currentThread();
    return own && tape.runs.contains(run) ? tape : null;
  }

  /** A block of TorchScript runs, whose operations don't come this way. */
  static void script(Block block) {
    Tape tape = only;
    if (tape != null && tape.thread == Thread.currentThread()) {
      tape.spoil(Readable.type(block.getClass()) + " can't be evaluated again");
    }
  }

  // ---- recording ----

  private void elsewhere(Object[] arguments) {
    each(
        arguments,
        array -> {
          ParameterRef ref = Runs.parameter(array);
          if (ref != null && runs.contains(ref.run())) {
            spoil("another thread uses parameters");
          }
        });
  }

  /** An array is read to Java. */
  private void read(ThreadState state, PtNDArray array) {
    if (isDependent(new Object[] {array})) {
      Operation told = TapeEntry.told(READ, state.site[0], state.trail.innermost());
      reads.add(new JavaNumbers.Read(ref(array).value(), told));
    }
  }

  private boolean isDependent(Object[] arguments) {
    boolean[] dependent = {false};
    each(
        arguments,
        array -> {
          Integer place = places.get(array);
          dependent[0] |= place != null ? values.get(place).dependent : taped(array) != null;
        });
    return dependent[0];
  }

  /** The parameter that an array is, where it is a taped run's and trains; else null. */
  private ParameterRef taped(NDArray array) {
    ParameterRef ref = Runs.parameter(array);
    return ref != null && runs.contains(ref.run()) && ref.access().trainable() ? ref : null;
  }

  private static boolean isOf(TrainingRun run, NDArray array) {
    ParameterRef ref = Runs.parameter(array);
    return ref != null && ref.run() == run;
  }

  private static void each(Object[] arguments, Operation.Visitor visitor) {
    for (Object argument : arguments) {
      if (argument instanceof NDArray array) {
        visitor.visit(array);
      } else if (argument instanceof NDList list) {
        list.forEach(visitor::visit);
      } else if (argument instanceof NDArray[] all) {
        for (NDArray array : all) {
          visitor.visit(array);
        }
      }
    }
  }

  private TapeEntry entry(
      Method call, Object[] arguments, boolean writes, boolean recorded, Operation told) {
    if (isRandom(call.getName(), arguments)) {
      spoil(call.getName() + " draws random numbers");
    } else if (call.getName().equals("set")) {
      spoil("set writes an array from Java");
    }
    Object[] taken = new Object[arguments.length];
    for (int i = 0; i < taken.length; i++) {
      taken[i] = taken(arguments[i]);
    }
    if (writes) {
      written(taken[0]);
    } else if (call.getName().equals("batchNorm")) {
      written(taken[3]);
      written(taken[4]);
    }
    return new TapeEntry(call, taken, writes, recorded, new int[0], told);
  }

  private void written(Object ref) {
    TapeValue value = values.get(((TapeEntry.Ref) ref).value());
    value.written = true;
  }

  private static boolean isRandom(String name, Object[] arguments) {
    int rate = name.equals("rnn") ? 6 : 5;
    return switch (name) {
      case "rnn", "gru", "lstm" -> (double) arguments[rate] > 0 && (boolean) arguments[rate + 1];
      default -> false;
    };
  }

  private Object taken(Object argument) {
    if (argument instanceof PtNDArray array) {
      return ref(array);
    }
    if (argument instanceof NDList list) {
      return list.stream().map(array -> ref((PtNDArray) array)).toArray(TapeEntry.Ref[]::new);
    }
    if (argument instanceof PtNDArray[] all) {
      return Arrays.stream(all).map(this::ref).toArray(TapeEntry.Ref[]::new);
    }
    return argument;
  }

  private TapeEntry.Ref ref(PtNDArray array) {
    Integer place = places.get(array);
    if (place == null) {
      ParameterRef parameter = taped(array);
      long size = TorchCopies.bytes(array);
      boolean large = parameter == null && size > LARGE;
      bytes += large ? 0 : size;
      place = put(array, large ? TapeValue.of(array) : TapeValue.copyOf(array, parameter));
      if (bytes > MOST_BYTES) {
        spoil("the step takes too much memory to be kept");
      }
    }
    return new TapeEntry.Ref(place);
  }

  private int put(NDArray array, TapeValue value) {
    values.add(value);
    places.put(array, values.size() - 1);
    return values.size() - 1;
  }

  private void add(TapeEntry begun, Object result) {
    int[] results = {};
    if (begun.writes()) {
      int target = ((TapeEntry.Ref) begun.arguments()[0]).value();
      values.get(target).dependent = true;
    } else if (isDropout(begun)) {
      dropped(begun, (PtNDArray) result);
      return;
    } else if (result instanceof PtNDArray array) {
      results = new int[] {put(array, TapeValue.made())};
    } else if (result instanceof NDList list) {
      results = list.stream().mapToInt(array -> put(array, TapeValue.made())).toArray();
    }
    entries.add(
        new TapeEntry(
            begun.call(),
            begun.arguments(),
            begun.writes(),
            begun.recorded(),
            results,
            begun.operation()));
    if (entries.size() > MOST_ENTRIES) {
      spoil("the step has more than " + MOST_ENTRIES + " operations");
    }
  }

  private static boolean isDropout(TapeEntry entry) {
    return entry.name().equals("dropout")
        && (double) entry.arguments()[1] > 0
        && (boolean) entry.arguments()[2];
  }

  /** A dropout is taped as a product with what it drew. */
  private void dropped(TapeEntry begun, PtNDArray result) {
    TapeEntry.Ref from = (TapeEntry.Ref) begun.arguments()[0];
    double rate = (double) begun.arguments()[1];
    TapeValue mask = mask((PtNDArray) operand, result, rate, isRectified(from.value()));
    if (mask == null) {
      spoil("dropout of zeros draws random numbers that can't be told");
      return;
    }
    values.add(mask);
    Object[] factors = {from, new TapeEntry.Ref(values.size() - 1)};
    int[] results = {put(result, TapeValue.made())};
    entries.add(
        new TapeEntry(
            EngineMethods.MUL, factors, false, begun.recorded(), results, begun.operation()));
  }

  private static TapeValue mask(PtNDArray operand, PtNDArray result, double rate, boolean zeros) {
    ThreadState state = ThreadState.current();
    boolean tapping = state.tapping;
    state.replaying = true;
    state.tapping = true;
    try {
      return DropoutMask.of(operand, result, rate, zeros);
    } finally {
      state.replaying = false;
      state.tapping = tapping;
    }
  }

  /** Whether zeros of a value are those of a ReLU, where nothing moves. */
  private boolean isRectified(int value) {
    int wanted = value;
    for (int e = entries.size() - 1; e >= 0; e--) {
      TapeEntry entry = entries.get(e);
      if (entry.results().length == 1 && entry.results()[0] == wanted) {
        if (!RESHAPES.contains(entry.name())) {
          return entry.name().equals("relu");
        }
        wanted = ((TapeEntry.Ref) entry.arguments()[0]).value();
      }
    }
    return false;
  }

  private void spoil(String reason) {
    spoiled = reason;
  }

  private void join(TrainingRun run) {
    List<TrainingRun> all = new ArrayList<>(runs);
    all.add(run);
    runs = Set.copyOf(all);
  }

  /** A run has been checked, or its step is over. */
  void leave(TrainingRun run) {
    if (!runs.contains(run)) {
      return;
    }
    List<TrainingRun> others = new ArrayList<>(runs);
    others.remove(run);
    runs = Set.copyOf(others);
    if (runs.isEmpty()) {
      values.forEach(TapeValue::release);
      only = null;
    }
  }

  // ---- what was recorded ----

  List<TapeEntry> entries() {
    return entries;
  }

  List<TapeValue> values() {
    return values;
  }

  /** What was read to Java. */
  List<JavaNumbers.Read> reads() {
    return reads;
  }

  /** Number of the value that an array has; -1 where it is not on the tape. */
  int place(NDArray array) {
    Integer place = places.get(array);
    return place == null ? -1 : place;
  }

  /** Why nothing can be evaluated again; empty where it can. */
  String spoiled() {
    return spoiled;
  }
}
