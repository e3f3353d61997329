package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.nd4j.probe.ArrayMemory;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import java.lang.ref.Reference;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import org.deeplearning4j.nn.api.Model;
import org.nd4j.linalg.api.buffer.DataBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/**
 * The two arrays that a network's parameters and gradients are views of, each one flat. Keeps
 * neither alive. After an update the second holds what was subtracted, until the next backward.
 */
final class FlatMemory {
  private static final WeakReference<DataBuffer> NONE = new WeakReference<>(null);

  private final WeakReference<Model> network;
  private final ElementType type;
  private WeakReference<DataBuffer> paramsData = NONE;
  private ByteBuffer params;
  private WeakReference<DataBuffer> gradientsData = NONE;
  private ByteBuffer gradients;

  /** Whether values can't be told from what they were before: they are not read then. */
  private boolean blind;

  /** Whether the gradients of the step under way lie elsewhere. */
  private boolean foreignGradients;

  private double gradientScale = 1;

  FlatMemory(Model network) {
    this.network = new WeakReference<>(network);
    type = ArrayMemory.type(network.params().dataType());
  }

  /** The network; null where it is gone. */
  Model network() {
    return network.get();
  }

  /** How the elements are stored. */
  ElementType type() {
    return type;
  }

  void blind(boolean now) {
    blind = now;
  }

  void foreignGradients(boolean now) {
    foreignGradients = now;
  }

  /** What the gradient's memory is to be multiplied by: it holds sums over a batch. */
  void gradientScale(double scale) {
    gradientScale = scale;
  }

  double gradientScale() {
    return gradientScale;
  }

  /** Reads some of the parameters. */
  synchronized ReadOutcome params(long offset, long length, ArrayMemory.Reader reader) {
    Model alive = network.get();
    INDArray array = blind || alive == null ? null : alive.params();
    if (!ArrayMemory.isReadable(array)) {
      return ReadOutcome.UNREADABLE;
    }
    if (!paramsData.refersTo(array.data())) {
      params = array.data().asNio();
      paramsData = new WeakReference<>(array.data());
    }
    return read(array, params, offset, length, reader);
  }

  /** Reads some of the gradients; absent before the first backward. */
  synchronized ReadOutcome gradients(long offset, long length, ArrayMemory.Reader reader) {
    Model alive = network.get();
    if (foreignGradients || alive == null) {
      return ReadOutcome.UNREADABLE;
    }
    INDArray array = alive.getGradientsViewArray();
    if (array == null) {
      return ReadOutcome.ABSENT;
    }
    if (!ArrayMemory.isReadable(array)) {
      return ReadOutcome.UNREADABLE;
    }
    if (!gradientsData.refersTo(array.data())) {
      gradients = array.data().asNio();
      gradientsData = new WeakReference<>(array.data());
    }
    return read(array, gradients, offset, length, reader);
  }

  private ReadOutcome read(
      INDArray array, ByteBuffer memory, long offset, long length, ArrayMemory.Reader reader) {
    long from = (array.offset() + offset) * type.bytes();
    long to = from + length * type.bytes();
    if (memory == null || to > memory.capacity()) {
      return ReadOutcome.UNREADABLE;
    }
    memory.limit((int) to);
    memory.position((int) from);
    reader.read(memory, type);
    Reference.reachabilityFence(array);
    return ReadOutcome.READ;
  }
}
