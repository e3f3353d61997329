package io.gradprobe.runtime;

import io.gradprobe.runtime.observe.ParameterView;
import io.gradprobe.runtime.run.GradientState;
import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorStats;

/** What the run knows of one parameter: its protocol state and its latest measurements. */
final class ParameterState implements ParameterView {
  /** Elements compared to see whether and how far a step moved a parameter. */
  static final int SAMPLE = 512;

  final ParameterInfo info;
  final ParameterAccess access;

  GradientState state = GradientState.UNKNOWN;
  int accumulated;
  int uses;
  boolean usageKnown;
  boolean updated;
  boolean everUpdated;

  /** How often the program asked for its gradient, and how often it did so to change it there. */
  long reads;

  long gradientWrites;

  /** Measured steps in which it had a gradient and nobody has ever updated it. */
  long leftAlone;

  /** Steps completed when it was last updated; negative where it never was. */
  long lastUpdate = Long.MIN_VALUE / 2;

  /** Whether the gradient was found not to be finite and nothing has cleared it since. */
  boolean gradientNonFinite;

  final TensorStats gradient = new TensorStats();
  ReadOutcome gradientOutcome = ReadOutcome.UNREADABLE;

  double[] before;
  double[] after;
  int sampled;
  boolean watchesNextStep;
  double updateRms = Double.NaN;
  double weightRms = Double.NaN;

  /** Cosine between the step's change and the negative gradient; NaN where not measured. */
  double descent = Double.NaN;

  private double[] slope;
  private int slopes;

  /** Whether its rows and its gradient's rows were all the same at the latest measured step. */
  boolean symmetric;

  boolean changed = true;
  long outsideWrites;

  /** The cycle's first write by the program, while it may still be undone; null where none. */
  String pendingWrite;

  String pendingLine = "";
  double[] beforeWrite;
  double[] afterWrite;
  int beforeWriteSize;

  /** Whether another run trains it too. */
  boolean shared;

  String lastOperation = "";
  String lastWriteLine = "";

  /** The user's line that last wrote it as part of a hand-written step; empty where unknown. */
  volatile String writeLine = "";

  /** The user's line that last asked for the gradient; empty where unknown. */
  volatile String readLine = "";

  boolean writtenOutside;

  ParameterState(ParameterInfo info, ParameterAccess access) {
    this.info = info;
    this.access = access;
  }

  /** Whether somebody has updated it, or asked for its gradient for more than clearing it. */
  boolean isTouched() {
    return everUpdated || reads > gradientWrites;
  }

  /** Reads the gradient's statistics; the result stays until the next reading. */
  void measureGradient() {
    gradientOutcome = access.readGradient(gradient);
    if (gradientOutcome == ReadOutcome.READ) {
      gradientNonFinite = !gradient.allFinite();
    }
  }

  /** Forgets the latest reading. */
  void forgetGradient() {
    gradientOutcome = ReadOutcome.UNREADABLE;
  }

  /** Copies a sample of the value, to be compared with {@link #compareWithBefore()}. */
  void sampleBefore() {
    if (before == null) {
      int size = (int) Math.min(SAMPLE, info.elements());
      before = new double[size];
      after = new double[size];
      slope = new double[size];
    }
    sampled = access.sampleValue(before);
    slopes = trainable() && gradientOutcome == ReadOutcome.READ ? access.sampleGradient(slope) : 0;
  }

  /** Whether it has several rows, all alike, and a gradient whose rows are all alike. */
  boolean isSymmetric() {
    // Where nobody can read a gradient, changes of the value may tell the same.
    boolean mayBe =
        gradientOutcome == ReadOutcome.READ
            ? gradient.allFinite()
            : gradientOutcome == ReadOutcome.UNREADABLE;
    return mayBe && isSampleFinite() && access.rowsEqual(false) && access.rowsEqual(true);
  }

  private boolean isSampleFinite() {
    for (int i = 0; i < sampled; i++) {
      if (before[i] - before[i] != 0) {
        return false;
      }
    }
    return true;
  }

  /**
   * Compares the value with the sample taken before.
   *
   * @param decay share of the weight that weight decay takes off at this step; 0 where unknown
   */
  void compareWithBefore(double decay) {
    updateRms = Double.NaN;
    weightRms = Double.NaN;
    descent = Double.NaN;
    changed = true;
    if (sampled == 0 || access.sampleValue(after) != sampled) {
      return;
    }
    double moved = 0;
    double down = 0;
    double path = 0;
    double steep = 0;
    double size = 0;
    boolean differs = false;
    for (int i = 0; i < sampled; i++) {
      double delta = after[i] - before[i];
      differs |= Double.doubleToRawLongBits(after[i]) != Double.doubleToRawLongBits(before[i]);
      moved += delta * delta;
      size += before[i] * before[i];
      if (slopes == sampled) {
        // What decay takes off is not the gradient's doing.
        double own = delta + decay * before[i];
        down -= own * slope[i];
        path += own * own;
        steep += slope[i] * slope[i];
      }
    }
    updateRms = Math.sqrt(moved / sampled);
    weightRms = Math.sqrt(size / sampled);
    changed = differs;
    if (slopes == sampled && moved > 0 && path > 0 && steep > 0) {
      descent = down / Math.sqrt(path * steep);
    }
  }

  /** Whether the value differs from what it was after the last step; needs no allocation. */
  boolean differsFromAfter() {
    if (sampled == 0 || access.sampleValue(before) != sampled) {
      return false;
    }
    for (int i = 0; i < sampled; i++) {
      if (Double.doubleToRawLongBits(after[i]) != Double.doubleToRawLongBits(before[i])) {
        return true;
      }
    }
    return false;
  }

  /** Whether the value is, as far as its sample tells, what it was before the pending write. */
  boolean isAsBeforeWrite() {
    if (beforeWriteSize == 0 || access.sampleValue(afterWrite) != beforeWriteSize) {
      return false;
    }
    for (int i = 0; i < beforeWriteSize; i++) {
      // Adding and taking away again leaves rounding behind.
      double rounding = 1e-6 * Math.abs(beforeWrite[i]);
      if (!(Math.abs(afterWrite[i] - beforeWrite[i]) <= rounding)) {
        return false;
      }
    }
    return true;
  }

  /** Whether all that the pending write has changed is zero now, and was not before. */
  boolean isMaskedByWrite() {
    boolean any = false;
    for (int i = 0; i < beforeWriteSize; i++) {
      if (afterWrite[i] != beforeWrite[i]) {
        if (afterWrite[i] != 0) {
          return false;
        }
        any = true;
      }
    }
    return any;
  }

  /** Whether it is a parameter that training would move were it not frozen. */
  boolean isFrozen() {
    return !access.trainable()
        && !info.role().startsWith("running_")
        && !info.role().equals("other");
  }

  void backwardAdded() {
    accumulated++;
    state = GradientState.ACCUMULATED;
  }

  void cleared() {
    accumulated = 0;
    state = GradientState.CLEARED;
  }

  void consumed() {
    accumulated = 0;
    updated = true;
    everUpdated = true;
    state = GradientState.CONSUMED;
  }

  @Override
  public String name() {
    return info.name();
  }

  @Override
  public boolean trainable() {
    return access.trainable();
  }

  @Override
  public boolean usedInForward() {
    return uses > 0 || !usageKnown;
  }

  @Override
  public GradientState gradientState() {
    return state;
  }

  @Override
  public int accumulated() {
    return accumulated;
  }

  @Override
  public boolean updated() {
    return updated;
  }

  @Override
  public boolean everUpdated() {
    return everUpdated;
  }

  @Override
  public TensorStats gradient() {
    return gradientOutcome == ReadOutcome.READ ? gradient : null;
  }

  @Override
  public boolean gradientAbsent() {
    return gradientOutcome == ReadOutcome.ABSENT;
  }
}
