package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.runtime.TrainingRun;
import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.OptimizerParamGroup;

/**
 * One optimizer of the program's and the run that is its life. Does not keep the optimizer alive.
 */
final class OptimizerRef {
  private static final TensorAccess[] NO_PARAMETERS = {};

  private final WeakReference<Optimizer> optimizer;
  private final long address;
  private TrainingRun run;
  private TensorAccess[] accesses = NO_PARAMETERS;
  private final Map<Long, Integer> indexes = new HashMap<>();

  /** For each group of the optimizer's, which of the run's parameters it holds. */
  private int[][] groups = {};

  /** The groups as libtorch holds them; they stay where they are until one is added. */
  private OptimizerParamGroup[] settings = {};

  private double[] decays = {};
  private volatile int order;
  private volatile boolean grown;
  private volatile boolean leftAlone;

  OptimizerRef(Optimizer optimizer) {
    this.optimizer = new WeakReference<>(optimizer);
    address = optimizer.address();
  }

  /** The optimizer; null where it is gone. */
  Optimizer optimizer() {
    Optimizer o = optimizer.get();
    return o == null || o.isNull() ? null : o;
  }

  /** Whether a Java object stands for this optimizer: there may be several, by casts. */
  boolean is(Optimizer other) {
    return optimizer.refersTo(other) || other.address() == address;
  }

  /** The run; null where it has not begun. */
  TrainingRun run() {
    return run;
  }

  /** The run has begun. */
  void begin(TrainingRun begun, List<TensorAccess> parameters, int[][] byGroup, double[] decay) {
    accesses = parameters.toArray(NO_PARAMETERS);
    for (int i = 0; i < accesses.length; i++) {
      indexes.put(accesses[i].identity(), i);
    }
    groups = byGroup;
    Optimizer now = optimizer();
    settings = new OptimizerParamGroup[groups.length];
    for (int g = 0; g < settings.length; g++) {
      settings[g] = now.param_groups().get(g);
    }
    decays = decay;
    run = begun;
  }

  /** The place of a parameter in the run; -1 where it has none. */
  int indexOf(long identity) {
    Integer index = indexes.get(identity);
    return index == null ? -1 : index;
  }

  /** How many of the run's parameters the optimizer holds. */
  int held() {
    int held = 0;
    for (int[] group : groups) {
      held += group.length;
    }
    return held;
  }

  /** Whether the optimizer holds a parameter of the run. */
  boolean holds(int index) {
    for (int[] group : groups) {
      for (int held : group) {
        if (held == index) {
          return true;
        }
      }
    }
    return false;
  }

  TensorAccess access(int index) {
    return accesses[index];
  }

  /** The run is the one of this number among all. */
  void begunAs(int number) {
    order = number;
  }

  /** A number that is higher the later the run began. */
  int order() {
    return order;
  }

  /** The optimizer was given more parameters. */
  void grown() {
    grown = true;
  }

  /** Whether the optimizer holds other parameters now than when the run began. */
  boolean hasGrown() {
    return grown;
  }

  /** The optimizer has updated its parameters. */
  void updated() {
    for (int g = 0; g < groups.length; g++) {
      double rate = settings[g].options().get_lr();
      for (int parameter : groups[g]) {
        run.optimizerUpdate(parameter, rate, decays[g], 1, Double.NaN);
      }
    }
  }

  /** The optimizer is none that can be watched. */
  void leaveAlone() {
    leftAlone = true;
    end();
  }

  /** Whether the optimizer is not watched. */
  boolean isLeftAlone() {
    return leftAlone;
  }

  /** Ends the run and lets go of its parameters. */
  void end() {
    if (run != null) {
      run.end();
    }
    for (TensorAccess access : accesses) {
      access.release();
    }
  }
}
