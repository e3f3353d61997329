package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.BufferParameter;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Tensor;

/**
 * Reads one parameter. It holds a reference of its own to the tensor, so that reading never touches
 * freed memory, and lets go of it when its run ends.
 */
final class TensorAccess extends BufferParameter implements Tensors.Reader {
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
  protected long rows() {
    return rowCount;
  }

  @Override
  protected ReadOutcome value() {
    return type == null || tensor.isNull()
        ? ReadOutcome.UNREADABLE
        : Tensors.read(tensor, type, bytes, onHost, this);
  }

  @Override
  protected ReadOutcome gradient() {
    if (type == null || tensor.isNull()) {
      return ReadOutcome.UNREADABLE;
    }
    Tensor gradient = tensor.grad();
    return Tensors.isThere(gradient)
        ? Tensors.read(gradient, type, bytes, onHost, this)
        : ReadOutcome.ABSENT;
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
