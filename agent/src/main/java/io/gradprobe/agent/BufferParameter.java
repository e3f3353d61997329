package io.gradprobe.agent;

import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.nio.ByteBuffer;

/** Reads one parameter whose value and gradient a framework shows as memory. */
public abstract class BufferParameter implements ParameterAccess {
  private enum Task {
    STATS,
    SQUARES,
    SAMPLE,
    FINGERPRINT,
    ROWS,
    HISTOGRAM
  }

  private Task task;
  private TensorStats stats;
  private double[] sample;
  private double number;
  private long bits;
  private int copied;
  private long rows;
  private boolean equal;
  private double min;
  private double max;
  private long[] counts;

  /** Has the value read by {@link #read}. */
  protected abstract ReadOutcome value();

  /** Has the gradient read by {@link #read}. */
  protected abstract ReadOutcome gradient();

  /**
   * Number of units whose weights lie together, one after the other; below 2 where there is none.
   */
  protected abstract long rows();

  /** What an element of the gradient's memory is to be multiplied by to be one of the gradient. */
  protected double gradientScale() {
    return 1;
  }

  @Override
  public synchronized ReadOutcome readGradient(TensorStats into) {
    task = Task.STATS;
    stats = into;
    ReadOutcome outcome = gradient();
    double scale = gradientScale();
    if (outcome == ReadOutcome.READ && scale != 1) {
      into.min *= scale;
      into.max *= scale;
      into.mean *= scale;
      into.norm *= scale;
      into.absMax *= scale;
    }
    return outcome;
  }

  @Override
  public synchronized double gradientSquares() {
    task = Task.SQUARES;
    double scale = gradientScale();
    return gradient() == ReadOutcome.READ ? number * scale * scale : -1;
  }

  @Override
  public synchronized ReadOutcome readValue(TensorStats into) {
    task = Task.STATS;
    stats = into;
    return value();
  }

  @Override
  public synchronized int sampleValue(double[] into) {
    task = Task.SAMPLE;
    sample = into;
    return value() == ReadOutcome.READ ? copied : 0;
  }

  @Override
  public synchronized int sampleGradient(double[] into) {
    task = Task.SAMPLE;
    sample = into;
    if (gradient() != ReadOutcome.READ) {
      return 0;
    }
    double scale = gradientScale();
    for (int i = 0; i < copied; i++) {
      into[i] *= scale;
    }
    return copied;
  }

  @Override
  public synchronized long fingerprint() {
    task = Task.FINGERPRINT;
    return value() == ReadOutcome.READ ? bits : 0;
  }

  @Override
  public synchronized boolean rowsEqual(boolean ofGradient) {
    rows = rows();
    if (rows < 2) {
      return false;
    }
    task = Task.ROWS;
    equal = false;
    return readEither(ofGradient) == ReadOutcome.READ && equal;
  }

  @Override
  public synchronized boolean histogram(boolean ofGradient, double from, double to, long[] into) {
    double scale = ofGradient ? gradientScale() : 1;
    task = Task.HISTOGRAM;
    min = from / scale;
    max = to / scale;
    counts = into;
    return readEither(ofGradient) == ReadOutcome.READ;
  }

  private ReadOutcome readEither(boolean ofGradient) {
    return ofGradient ? gradient() : value();
  }

  /** Reads all elements, in memory order, as what is under way wants it. */
  public void read(ByteBuffer elements, ElementType type) {
    switch (task) {
      case STATS -> TensorKernels.stats(elements, type, stats);
      case SQUARES -> number = TensorKernels.sumOfSquares(elements, type);
      case SAMPLE -> copied = TensorKernels.sample(elements, type, sample);
      case FINGERPRINT -> bits = TensorKernels.fingerprint(elements);
      case ROWS -> equal = TensorKernels.rowsEqual(elements, type, rows);
      case HISTOGRAM -> TensorKernels.histogram(elements, type, min, max, counts);
    }
  }
}
