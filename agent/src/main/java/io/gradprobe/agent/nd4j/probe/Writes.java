package io.gradprobe.agent.nd4j.probe;

import java.nio.ByteBuffer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** In-place operations on arrays that may be parameters. */
final class Writes {
  /**
   * A write into a parameter that is under way.
   *
   * @param before the bytes of the array before, where the write is to be undone; else null
   */
  record Write(WatchedMemory.Owner owner, long from, long to, ByteBuffer before) {}

  private Writes() {}

  /** An operation is about to write an array; null where it is no parameter. */
  static Write begin(INDArray target, String operation, Object operand) {
    WatchedMemory.Owner owner = WatchedMemory.ownerOf(target);
    if (owner == null) {
      return null;
    }
    long from = ArrayMemory.address(target);
    long to = WatchedMemory.end(target);
    boolean undo = owner.writeBegins(from, to, operation, operand);
    return new Write(owner, from, to, undo ? bytes(target) : null);
  }

  /** The operation has ended. */
  static void end(Write write, INDArray target, Throwable failure) {
    if (write.before == null) {
      write.owner.writeEnded(write.from, write.to, failure);
    } else if (failure == null) {
      // The caller uses what the operation returns, so it is undone rather than left out.
      ArrayMemory.read(target, (elements, type) -> elements.put(write.before));
    }
  }

  private static ByteBuffer bytes(INDArray target) {
    ByteBuffer[] copy = new ByteBuffer[1];
    ArrayMemory.read(
        target,
        (elements, type) -> {
          copy[0] = ByteBuffer.allocate(elements.remaining());
          copy[0].put(elements.duplicate()).flip();
        });
    return copy[0];
  }
}
