package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Parameter;
import ai.djl.pytorch.engine.PtNDArray;
import ai.djl.pytorch.jni.JniUtils;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;

/** Reads one parameter of a DJL model, or one bare array. Keeps neither alive. */
final class TorchParameter implements ParameterAccess, Torch.Reader {
  private enum Task {
    STATS,
    SQUARES,
    SAMPLE,
    FINGERPRINT,
    ROWS,
    HISTOGRAM
  }

  private final WeakReference<Parameter> parameter;
  private volatile WeakReference<PtNDArray> array;

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

  /**
   * @param parameter DJL's parameter; null for a bare array
   * @param array the array that trains
   */
  TorchParameter(Parameter parameter, PtNDArray array) {
    this.parameter = parameter == null ? null : new WeakReference<>(parameter);
    this.array = new WeakReference<>(array);
  }

  /** The array that trains; null where it is gone. */
  PtNDArray array() {
    return array.get();
  }

  /** The framework trains another array from now on. */
  void retarget(PtNDArray other) {
    array = new WeakReference<>(other);
  }

  @Override
  public synchronized ReadOutcome readGradient(TensorStats into) {
    task = Task.STATS;
    stats = into;
    return Torch.readGradient(array(), this);
  }

  @Override
  public synchronized double gradientSquares() {
    task = Task.SQUARES;
    return Torch.readGradient(array(), this) == ReadOutcome.READ ? number : -1;
  }

  @Override
  public synchronized ReadOutcome readValue(TensorStats into) {
    task = Task.STATS;
    stats = into;
    return Torch.read(array(), this);
  }

  @Override
  public synchronized int sampleValue(double[] into) {
    task = Task.SAMPLE;
    sample = into;
    return Torch.read(array(), this) == ReadOutcome.READ ? copied : 0;
  }

  @Override
  public synchronized int sampleGradient(double[] into) {
    task = Task.SAMPLE;
    sample = into;
    return Torch.readGradient(array(), this) == ReadOutcome.READ ? copied : 0;
  }

  @Override
  public synchronized long fingerprint() {
    task = Task.FINGERPRINT;
    return Torch.read(array(), this) == ReadOutcome.READ ? bits : 0;
  }

  @Override
  public synchronized boolean rowsEqual(boolean ofGradient) {
    PtNDArray a = array();
    if (Torch.handle(a) == 0 || a.getShape().dimension() < 2) {
      return false;
    }
    task = Task.ROWS;
    rows = a.getShape().get(0);
    equal = false;
    return readEither(ofGradient) == ReadOutcome.READ && equal;
  }

  @Override
  public synchronized boolean histogram(boolean ofGradient, double from, double to, long[] into) {
    task = Task.HISTOGRAM;
    min = from;
    max = to;
    counts = into;
    return readEither(ofGradient) == ReadOutcome.READ;
  }

  private ReadOutcome readEither(boolean ofGradient) {
    return ofGradient ? Torch.readGradient(array(), this) : Torch.read(array(), this);
  }

  @Override
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

  @Override
  public boolean trainable() {
    if (parameter != null) {
      Parameter p = parameter.get();
      return p != null && p.requiresGradient();
    }
    PtNDArray a = array();
    return a != null && !a.isReleased() && a.hasGradient();
  }

  @Override
  public void clearGradient() {
    PtNDArray a = array();
    if (Torch.handle(a) != 0) {
      JniUtils.zeroGrad(a);
    }
  }

  @Override
  public boolean released() {
    PtNDArray a = array();
    return a == null || a.isReleased();
  }
}
