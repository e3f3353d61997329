package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;
import java.nio.ByteBuffer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads one parameter. It holds a reference of its own to the tensor, so that reading never touches
 * freed memory, and lets go of it when its run ends.
 */
final class TensorAccess implements ParameterAccess, Tensors.Reader {
  private enum Task {
    STATS,
    SQUARES,
    SAMPLE,
    FINGERPRINT,
    ROWS,
    HISTOGRAM
  }

  private final Tensor tensor;
  private final long identity;
  private final long rowCount;

  /** What a parameter and its gradient have in common; the type is null where it has no numbers. */
  private final ElementType type;

  private final long bytes;
  private final boolean onHost;

  /** Whether it requires a gradient, as of {@link #askedAt}. */
  private boolean requiresGradient;

  private int askedAt = -1;

  private Task task;
  private TensorStats stats;
  private double[] sample;
  private double number;
  private long bits;
  private int copied;
  private boolean equal;
  private double min;
  private double max;
  private long[] counts;

  /**
   * @param parameter the parameter; it may be freed by its owner at any time
   */
  TensorAccess(Tensor parameter) {
    try (PointerScope scope = new PointerScope()) {
      tensor = new Tensor(parameter);
      // To leave the scope gives up the reference that the scope holds: it must not be the last.
      tensor.retainReference();
      scope.detach(tensor);
    }
    identity = Tensors.identity(tensor);
    long[] sizes = Tensors.sizes(tensor);
    rowCount = sizes.length < 2 ? 0 : sizes[0];
    type = Tensors.elementType(tensor);
    bytes = type == null ? 0 : tensor.numel() * type.bytes();
    onHost = tensor.is_cpu();
  }

  /** See {@link Tensors#identity}. */
  long identity() {
    return identity;
  }

  /** The tensor; it may be released. */
  Tensor tensor() {
    return tensor;
  }

  /** Lets go of the tensor. */
  synchronized void release() {
    tensor.close();
  }

  @Override
  public synchronized ReadOutcome readGradient(TensorStats into) {
    task = Task.STATS;
    stats = into;
    return readGradient();
  }

  @Override
  public synchronized double gradientSquares() {
    task = Task.SQUARES;
    return readGradient() == ReadOutcome.READ ? number : -1;
  }

  @Override
  public synchronized ReadOutcome readValue(TensorStats into) {
    task = Task.STATS;
    stats = into;
    return readValue();
  }

  @Override
  public synchronized int sampleValue(double[] into) {
    task = Task.SAMPLE;
    sample = into;
    return readValue() == ReadOutcome.READ ? copied : 0;
  }

  @Override
  public synchronized int sampleGradient(double[] into) {
    task = Task.SAMPLE;
    sample = into;
    return readGradient() == ReadOutcome.READ ? copied : 0;
  }

  @Override
  public synchronized long fingerprint() {
    task = Task.FINGERPRINT;
    return readValue() == ReadOutcome.READ ? bits : 0;
  }

  @Override
  public synchronized boolean rowsEqual(boolean ofGradient) {
    if (rowCount < 2) {
      return false;
    }
    task = Task.ROWS;
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

  private ReadOutcome readValue() {
    return type == null || tensor.isNull()
        ? ReadOutcome.UNREADABLE
        : Tensors.read(tensor, type, bytes, onHost, this);
  }

  private ReadOutcome readGradient() {
    if (type == null || tensor.isNull()) {
      return ReadOutcome.UNREADABLE;
    }
    Tensor gradient = tensor.grad();
    return Tensors.isThere(gradient)
        ? Tensors.read(gradient, type, bytes, onHost, this)
        : ReadOutcome.ABSENT;
  }

  private ReadOutcome readEither(boolean ofGradient) {
    return ofGradient ? readGradient() : readValue();
  }

  @Override
  public void read(ByteBuffer elements, ElementType of) {
    switch (task) {
      case STATS -> TensorKernels.stats(elements, of, stats);
      case SQUARES -> number = TensorKernels.sumOfSquares(elements, of);
      case SAMPLE -> copied = TensorKernels.sample(elements, of, sample);
      case FINGERPRINT -> bits = TensorKernels.fingerprint(elements);
      case ROWS -> equal = TensorKernels.rowsEqual(elements, of, rowCount);
      case HISTOGRAM -> TensorKernels.histogram(elements, of, min, max, counts);
    }
  }

  @Override
  public synchronized boolean trainable() {
    int changes = RequireGradCall.changes();
    if (askedAt != changes && !tensor.isNull()) {
      askedAt = changes;
      requiresGradient = tensor.requires_grad();
    }
    return !tensor.isNull() && requiresGradient;
  }

  @Override
  public synchronized void clearGradient() {
    if (tensor.isNull() || !Tensors.isThere(tensor.grad())) {
      return;
    }
    boolean recording = GradMode.is_enabled();
    try (PointerScope scope = new PointerScope()) {
      GradMode.set_enabled(false);
      tensor.mutable_grad().zero_();
    } finally {
      GradMode.set_enabled(recording);
    }
  }

  @Override
  public boolean released() {
    return tensor.isNull();
  }
}
