package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.NDScope;
import ai.djl.ndarray.types.DataType;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.engine.PtNDManager;
import ai.djl.pytorch.jni.JniUtils;
import java.lang.reflect.InvocationTargetException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Evaluates what is on a tape once more, with parameters moved as one likes: on copies, so that no
 * tensor of the program's is written. What backward takes for constant (what was detached, compared
 * or rounded) keeps the value that it has where nothing is moved.
 *
 * <p>In double precision each float that goes in is one of the same value and all between is finer:
 * the loss is that of the program but for its rounding.
 */
final class Replay implements AutoCloseable {
  private final List<TapeEntry> entries;
  private final List<TapeValue> values;
  private final int target;
  private final BitSet needed;
  private final BitSet open;
  private final boolean precise;
  private final PtNDManager manager;
  private final NDScope scope;
  private final PtNDArray[] fixed;
  private final Map<Integer, PtNDArray[]> held = new HashMap<>();
  private final Map<Integer, double[]> moves = new HashMap<>();
  private final Map<Integer, JavaNumbers.Known> numbers = new HashMap<>();

  /**
   * @param target number of the value that is the loss
   * @param needed the operations that lead to it
   * @param open operations whose results are not held, though no gradient comes back through them
   * @param precise whether in double precision
   */
  Replay(Tape tape, int target, BitSet needed, BitSet open, boolean precise, PtNDArray loss) {
    entries = tape.entries();
    values = tape.values();
    this.target = target;
    this.needed = needed;
    this.open = open;
    this.precise = precise;
    manager = (PtNDManager) loss.getManager().getEngine().newBaseManager(loss.getDevice());
    scope = new NDScope();
    fixed = new PtNDArray[values.size()];
    try {
      for (int i : (Iterable<Integer>) operands().stream()::iterator) {
        if (values.get(i).given && !values.get(i).written) {
          fixed[i] = given(values.get(i), false);
        }
      }
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  private BitSet operands() {
    BitSet operands = new BitSet();
    operands.set(target);
    for (int e : (Iterable<Integer>) needed.stream()::iterator) {
      entries.get(e).operands(operands::set);
    }
    return operands;
  }

  /** A tensor that was there before the tape. */
  private PtNDArray given(TapeValue value, boolean fresh) {
    PtNDArray array = new PtNDArray(manager, value.handle(fresh));
    return precise && isFloat(array.getDataType())
        ? JniUtils.to(array, DataType.FLOAT64, array.getDevice())
        : array;
  }

  private static boolean isFloat(DataType type) {
    return type == DataType.FLOAT32 || type == DataType.FLOAT16 || type == DataType.BFLOAT16;
  }

  /** From now on a parameter, by the number of a value that it has, is moved by so much. */
  void move(int value, double[] by) {
    moves.put(value, by);
  }

  /** From now on a number is computed from what it is known to come from. */
  void compute(JavaNumbers.Known number) {
    numbers.put(number.value(), number);
  }

  /** The loss, summed where it has several elements. */
  double loss() {
    return loss(now -> {});
  }

  /**
   * The same.
   *
   * @param look is shown the tensors by their numbers before they are released
   */
  double loss(Consumer<PtNDArray[]> look) {
    boolean recorded = JniUtils.isGradMode();
    JniUtils.setGradMode(false);
    try (NDScope own = new NDScope()) {
      own.suppressNotUsedWarning();
      PtNDArray[] now = fixed.clone();
      for (int i = 0; i < now.length; i++) {
        if (values.get(i).given && values.get(i).written) {
          now[i] = given(values.get(i), true);
        }
      }
      moves.forEach((value, by) -> now[value] = moved(now[value], by));
      for (int e : (Iterable<Integer>) needed.stream()::iterator) {
        run(e, now);
      }
      look.accept(now);
      return Torch.sum(now[target]);
    } finally {
      JniUtils.setGradMode(recorded);
    }
  }

  private PtNDArray moved(PtNDArray value, double[] by) {
    NDArray change = manager.create(by, value.getShape());
    return (PtNDArray) value.add(change.toType(value.getDataType(), false));
  }

  private void run(int number, PtNDArray[] now) {
    TapeEntry entry = entries.get(number);
    PtNDArray[] kept = held.get(number);
    if (kept != null) {
      for (int i = 0; i < kept.length; i++) {
        int result = entry.results()[i];
        now[result] = values.get(result).written ? JniUtils.clone(kept[i]) : kept[i];
      }
      return;
    }
    if (!numbers.isEmpty()) {
      entry.operands(value -> now[value] = computed(value, now));
    }
    PtNDArray[] made = arrays(call(entry, now));
    for (int i = 0; i < entry.results().length; i++) {
      now[entry.results()[i]] = made[i];
    }
    if (entry.isCut() && !entry.writes() && !open.get(number)) {
      hold(number, made);
    }
  }

  private PtNDArray computed(int value, PtNDArray[] now) {
    JavaNumbers.Known number = numbers.get(value);
    if (number == null) {
      return now[value];
    }
    PtNDArray before = now[value];
    NDArray computed = manager.create(new double[] {number.now(now)}, before.getShape());
    return (PtNDArray) computed.toType(before.getDataType(), false);
  }

  private void hold(int number, PtNDArray[] made) {
    PtNDArray[] copies = made.clone();
    for (int i = 0; i < copies.length; i++) {
      copies[i] = JniUtils.clone(made[i]);
      NDScope.unregister(copies[i]);
    }
    held.put(number, copies);
  }

  private static PtNDArray[] arrays(Object result) {
    if (result instanceof NDList list) {
      return list.stream().map(array -> (PtNDArray) array).toArray(PtNDArray[]::new);
    }
    return result == null ? new PtNDArray[0] : new PtNDArray[] {(PtNDArray) result};
  }

  private Object call(TapeEntry entry, PtNDArray[] now) {
    Object[] arguments = entry.arguments().clone();
    Class<?>[] types = entry.call().getParameterTypes();
    for (int i = 0; i < arguments.length; i++) {
      arguments[i] = argument(arguments[i], types[i], now);
    }
    try {
      return entry.call().invoke(null, arguments);
    } catch (InvocationTargetException e) {
      throw new IllegalStateException(entry.name() + ": " + e.getCause(), e.getCause());
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }

  private Object argument(Object argument, Class<?> type, PtNDArray[] now) {
    if (argument instanceof TapeEntry.Ref ref) {
      return now[ref.value()];
    }
    if (argument instanceof TapeEntry.Ref[] refs) {
      PtNDArray[] all = new PtNDArray[refs.length];
      for (int i = 0; i < all.length; i++) {
        all[i] = now[refs[i].value()];
      }
      return type == NDList.class ? new NDList(all) : all;
    }
    if (argument instanceof NDManager) {
      return manager;
    }
    return precise && argument instanceof DataType data && isFloat(data)
        ? DataType.FLOAT64
        : argument;
  }

  /** Releases all that was made. */
  @Override
  public void close() {
    scope.close();
    manager.close();
  }
}
