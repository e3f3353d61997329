package io.gradprobe.runtime;

import io.gradprobe.runtime.run.ParameterInfo;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A parameter whose value and gradient are plain memory, as an engine would hold them. */
final class ArrayParameter implements ParameterAccess {
  final String name;
  final String role;
  volatile boolean trainable = true;
  volatile boolean released;

  /** What is to throw inside the core's own reading; null where reading works. */
  volatile RuntimeException failure;

  private final ElementType type;
  private final int elements;
  private final ByteBuffer value;
  private final ByteBuffer gradient;
  private boolean hasGradient;

  /** Into how many rows its elements are split. */
  int rows = 1;

  private ArrayParameter(String name, String role, ElementType type, double... values) {
    this.name = name;
    this.role = role;
    this.type = type;
    elements = values.length;
    value = ByteBuffer.allocate(elements * type.bytes()).order(ByteOrder.nativeOrder());
    gradient = ByteBuffer.allocate(elements * type.bytes()).order(ByteOrder.nativeOrder());
    for (int i = 0; i < elements; i++) {
      set(value, i, values[i]);
    }
  }

  static ArrayParameter float32(String name, double... values) {
    return new ArrayParameter(name, "weight", ElementType.FLOAT32, values);
  }

  static ArrayParameter float64(String name, double... values) {
    return new ArrayParameter(name, "weight", ElementType.FLOAT64, values);
  }

  static ArrayParameter runningMean(String name, double... values) {
    ArrayParameter statistic =
        new ArrayParameter(name, "running_mean", ElementType.FLOAT32, values);
    statistic.trainable = false;
    return statistic;
  }

  ParameterInfo info(int index) {
    String shape = "(" + elements + ")";
    return new ParameterInfo(
        index, name, "net", role, shape, elements, type.name().toLowerCase(), "cpu()");
  }

  private double get(ByteBuffer buffer, int i) {
    return type == ElementType.FLOAT64 ? buffer.getDouble(8 * i) : buffer.getFloat(4 * i);
  }

  private void set(ByteBuffer buffer, int i, double number) {
    if (type == ElementType.FLOAT64) {
      buffer.putDouble(8 * i, number);
    } else {
      buffer.putFloat(4 * i, (float) number);
    }
  }

  /** The value's first element. */
  synchronized double value() {
    return get(value, 0);
  }

  /** The gradient's first element. */
  synchronized double gradient() {
    return get(gradient, 0);
  }

  /** Backward adds to every element of the gradient. */
  synchronized void addGradient(double number) {
    hasGradient = true;
    for (int i = 0; i < elements; i++) {
      set(gradient, i, get(gradient, i) + number);
    }
  }

  /** Multiplies the gradient, the arithmetic that keeps NaN included. */
  synchronized void scaleGradient(double factor) {
    for (int i = 0; i < elements; i++) {
      set(gradient, i, get(gradient, i) * factor);
    }
  }

  /** {@code value -= rate * gradient}. */
  synchronized void descend(double rate) {
    for (int i = 0; i < elements; i++) {
      set(value, i, get(value, i) - rate * get(gradient, i));
    }
  }

  /** {@code value *= factor}. */
  synchronized void scaleValue(double factor) {
    for (int i = 0; i < elements; i++) {
      set(value, i, get(value, i) * factor);
    }
  }

  @Override
  public synchronized boolean rowsEqual(boolean ofGradient) {
    return TensorKernels.rowsEqual((ofGradient ? gradient : value).duplicate(), type, rows);
  }

  @Override
  public synchronized boolean histogram(boolean ofGradient, double min, double max, long[] counts) {
    TensorKernels.histogram((ofGradient ? gradient : value).duplicate(), type, min, max, counts);
    return true;
  }

  @Override
  public synchronized ReadOutcome readGradient(TensorStats into) {
    failIfAsked();
    if (released) {
      return ReadOutcome.UNREADABLE;
    }
    if (!hasGradient) {
      return ReadOutcome.ABSENT;
    }
    TensorKernels.stats(gradient.duplicate().order(ByteOrder.nativeOrder()), type, into);
    return ReadOutcome.READ;
  }

  @Override
  public synchronized double gradientSquares() {
    failIfAsked();
    return released || !hasGradient
        ? -1
        : TensorKernels.sumOfSquares(gradient.duplicate().order(ByteOrder.nativeOrder()), type);
  }

  @Override
  public synchronized ReadOutcome readValue(TensorStats into) {
    if (released) {
      return ReadOutcome.UNREADABLE;
    }
    TensorKernels.stats(value.duplicate().order(ByteOrder.nativeOrder()), type, into);
    return ReadOutcome.READ;
  }

  @Override
  public synchronized int sampleValue(double[] into) {
    return released
        ? 0
        : TensorKernels.sample(value.duplicate().order(ByteOrder.nativeOrder()), type, into);
  }

  @Override
  public synchronized int sampleGradient(double[] into) {
    return released || !hasGradient
        ? 0
        : TensorKernels.sample(gradient.duplicate().order(ByteOrder.nativeOrder()), type, into);
  }

  @Override
  public synchronized long fingerprint() {
    return released
        ? 0
        : TensorKernels.fingerprint(value.duplicate().order(ByteOrder.nativeOrder()));
  }

  @Override
  public boolean trainable() {
    return trainable;
  }

  @Override
  public synchronized void clearGradient() {
    for (int i = 0; i < elements; i++) {
      set(gradient, i, 0);
    }
  }

  @Override
  public boolean released() {
    return released;
  }

  private void failIfAsked() {
    if (failure != null) {
      throw failure;
    }
  }
}
