package io.gradprobe.agent.custom.heap;

import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorStats;
import java.lang.ref.WeakReference;

/**
 * A parameter as a run knows it: a run may outlive the program's classes, and must not keep them
 * alive. What is gone has been released.
 */
public final class WeakParameter implements ParameterAccess {
  private final WeakReference<HeapParameter> parameter;

  /** Refers to a parameter that its session keeps. */
  public WeakParameter(HeapParameter parameter) {
    this.parameter = new WeakReference<>(parameter);
  }

  @Override
  public ReadOutcome readGradient(TensorStats into) {
    HeapParameter p = parameter.get();
    return p == null ? ReadOutcome.UNREADABLE : p.readGradient(into);
  }

  @Override
  public double gradientSquares() {
    HeapParameter p = parameter.get();
    return p == null ? -1 : p.gradientSquares();
  }

  @Override
  public ReadOutcome readValue(TensorStats into) {
    HeapParameter p = parameter.get();
    return p == null ? ReadOutcome.UNREADABLE : p.readValue(into);
  }

  @Override
  public int sampleValue(double[] into) {
    HeapParameter p = parameter.get();
    return p == null ? 0 : p.sampleValue(into);
  }

  @Override
  public int sampleGradient(double[] into) {
    HeapParameter p = parameter.get();
    return p == null ? 0 : p.sampleGradient(into);
  }

  @Override
  public boolean rowsEqual(boolean ofGradient) {
    HeapParameter p = parameter.get();
    return p != null && p.rowsEqual(ofGradient);
  }

  @Override
  public boolean histogram(boolean ofGradient, double min, double max, long[] counts) {
    HeapParameter p = parameter.get();
    return p != null && p.histogram(ofGradient, min, max, counts);
  }

  @Override
  public long fingerprint() {
    HeapParameter p = parameter.get();
    return p == null ? 0 : p.fingerprint();
  }

  @Override
  public boolean trainable() {
    return true;
  }

  @Override
  public void clearGradient() {
    HeapParameter p = parameter.get();
    if (p != null) {
      p.clearGradient();
    }
  }

  @Override
  public boolean released() {
    HeapParameter p = parameter.get();
    return p == null || p.released();
  }
}
