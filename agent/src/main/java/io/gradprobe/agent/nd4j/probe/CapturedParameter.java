package io.gradprobe.agent.nd4j.probe;

import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.lang.ref.WeakReference;
import org.nd4j.autodiff.samediff.SameDiff;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * A variable of a SameDiff graph. SameDiff updates each variable as soon as its gradient is there,
 * and drops the gradient: both are looked at in that moment, and told once the iteration is over.
 */
final class CapturedParameter implements ParameterAccess {
  /** Elements compared to see how far a step moved a parameter. */
  private static final int SAMPLE = 512;

  /** A gradient up to this size is checked at every step. */
  private static final long SMALL = 2048;

  private final WeakReference<SameDiff> graph;
  private final String name;
  private final long elements;
  private final TensorStats gradient = new TensorStats();
  private final double[] valueSample;
  private final double[] gradientSample;
  private int samples;
  private double squares = -1;
  private boolean present;
  private boolean measured;
  private boolean equalValues;
  private boolean equalGradients;

  /** Whether the value is asked for as it was before the step. */
  private boolean before;

  CapturedParameter(SameDiff graph, String name, INDArray value) {
    this.graph = new WeakReference<>(graph);
    this.name = name;
    elements = value.length();
    valueSample = new double[(int) Math.min(SAMPLE, elements)];
    gradientSample = new double[valueSample.length];
  }

  /** An iteration begins. */
  void begin() {
    present = false;
    measured = false;
    squares = -1;
    before = true;
  }

  /** The iteration is over and told: from now on the value is what it is. */
  void stepped() {
    before = false;
  }

  /** Whether its gradient was seen in this iteration. */
  boolean isPresent() {
    return present;
  }

  /**
   * Its gradient is there and its value is about to be updated.
   *
   * @param measure whether the step is measured
   * @param check whether the gradient is to be checked for NaN whatever its size
   */
  void capture(INDArray computed, boolean measure, boolean check) {
    present = true;
    if (!measure && !check && elements > SMALL) {
      return;
    }
    ReadOutcome outcome =
        ArrayMemory.read(
            computed,
            (memory, type) -> {
              squares = TensorKernels.sumOfSquares(memory, type);
              if (measure || squares - squares != 0) {
                TensorKernels.stats(memory, type, gradient);
                TensorKernels.sample(memory, type, gradientSample);
                equalGradients = TensorKernels.rowsEqual(memory, type, computed.size(0));
              }
            });
    if (outcome != ReadOutcome.READ) {
      squares = -1;
      return;
    }
    measured = measure || squares - squares != 0;
    if (measured) {
      INDArray value = value();
      samples = 0;
      ArrayMemory.read(
          value,
          (memory, type) -> {
            samples = TensorKernels.sample(memory, type, valueSample);
            equalValues = TensorKernels.rowsEqual(memory, type, value.size(0));
          });
    }
  }

  private INDArray value() {
    SameDiff alive = graph.get();
    return alive == null ? null : alive.getArrForVarName(name);
  }

  @Override
  public ReadOutcome readGradient(TensorStats into) {
    if (!measured) {
      return ReadOutcome.UNREADABLE;
    }
    into.count = gradient.count;
    into.nonFinite = gradient.nonFinite;
    into.zeros = gradient.zeros;
    into.min = gradient.min;
    into.max = gradient.max;
    into.mean = gradient.mean;
    into.norm = gradient.norm;
    into.absMax = gradient.absMax;
    into.firstNonFinite = gradient.firstNonFinite;
    return ReadOutcome.READ;
  }

  @Override
  public double gradientSquares() {
    return squares;
  }

  @Override
  public ReadOutcome readValue(TensorStats into) {
    // By now it has been updated: nobody can say what it was.
    return before
        ? ReadOutcome.UNREADABLE
        : ArrayMemory.read(value(), (memory, type) -> TensorKernels.stats(memory, type, into));
  }

  @Override
  public int sampleValue(double[] into) {
    if (before) {
      return measured ? copy(valueSample, into) : 0;
    }
    int[] n = new int[1];
    ArrayMemory.read(value(), (memory, type) -> n[0] = TensorKernels.sample(memory, type, into));
    return n[0];
  }

  @Override
  public int sampleGradient(double[] into) {
    return measured ? copy(gradientSample, into) : 0;
  }

  private int copy(double[] from, double[] into) {
    int n = Math.min(samples, into.length);
    System.arraycopy(from, 0, into, 0, n);
    return n;
  }

  @Override
  public boolean rowsEqual(boolean ofGradient) {
    return measured && (ofGradient ? equalGradients : equalValues);
  }

  @Override
  public boolean histogram(boolean ofGradient, double min, double max, long[] counts) {
    return !ofGradient
        && !before
        && ArrayMemory.read(
                value(), (memory, type) -> TensorKernels.histogram(memory, type, min, max, counts))
            == ReadOutcome.READ;
  }

  @Override
  public long fingerprint() {
    long[] bits = new long[1];
    ArrayMemory.read(value(), (memory, type) -> bits[0] = TensorKernels.fingerprint(memory));
    return bits[0];
  }

  @Override
  public boolean trainable() {
    return true;
  }

  /** Nothing is left to clear: the gradient is gone. */
  @Override
  public void clearGradient() {}

  @Override
  public boolean released() {
    INDArray value = value();
    return value == null || value.wasClosed();
  }
}
