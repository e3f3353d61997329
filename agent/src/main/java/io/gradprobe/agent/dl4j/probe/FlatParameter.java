package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.BufferParameter;
import io.gradprobe.agent.nd4j.probe.ArrayMemory;
import io.gradprobe.runtime.tensor.ReadOutcome;
import org.deeplearning4j.nn.api.Model;

/** Reads one parameter of a network. */
final class FlatParameter extends BufferParameter implements ArrayMemory.Reader {
  private final FlatMemory memory;
  private final long offset;
  private final long length;
  private final long units;
  private final boolean trainable;
  private final boolean averaged;
  private volatile boolean still;

  /**
   * @param offset of its first element in the network's flat array
   * @param length number of its elements
   * @param units number of units whose weights lie together
   * @param trainable whether training moves it by a gradient
   * @param averaged whether its gradient's memory holds a sum over the batch until the update
   */
  FlatParameter(
      FlatMemory memory,
      long offset,
      long length,
      long units,
      boolean trainable,
      boolean averaged) {
    this.memory = memory;
    this.offset = offset;
    this.length = length;
    this.units = units;
    this.trainable = trainable;
    this.averaged = averaged;
  }

  /** Index of its first element in the network's flat array. */
  long offset() {
    return offset;
  }

  /** Number of its elements. */
  long length() {
    return length;
  }

  /** Whether training moves it by a gradient, whatever its learning rate. */
  boolean movesByGradient() {
    return trainable;
  }

  /** Whether its own learning rate is 0 while others' is not: frozen, in other words. */
  void still(boolean now) {
    still = now;
  }

  @Override
  protected ReadOutcome value() {
    return memory.params(offset, length, this);
  }

  @Override
  protected ReadOutcome gradient() {
    return memory.gradients(offset, length, this);
  }

  @Override
  protected long rows() {
    return units;
  }

  @Override
  protected double gradientScale() {
    return averaged ? memory.gradientScale() : 1;
  }

  @Override
  public boolean trainable() {
    return trainable && !still;
  }

  @Override
  public void clearGradient() {
    memory.gradients(
        offset,
        length,
        (elements, type) -> {
          while (elements.hasRemaining()) {
            elements.put((byte) 0);
          }
        });
  }

  @Override
  public boolean released() {
    Model network = memory.network();
    return network == null || network.params().wasClosed();
  }
}
