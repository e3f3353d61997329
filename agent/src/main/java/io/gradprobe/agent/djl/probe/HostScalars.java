package io.gradprobe.agent.djl.probe;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * Keeps the latest numbers alive that the program handed to the engine.
 *
 * <p>In {@code loss.div(4)} DJL 0.35 lets libtorch use the memory of a Java buffer that holds the
 * 4, and forgets the buffer at once, while autograd has saved it for backward. A garbage collection
 * between the division and the backward frees that memory, and the gradient becomes anything. It
 * happens without gradprobe; but an agent brings collections of its own, and must not make a
 * program's luck worse. So the latest few thousand such buffers stay reachable here.
 */
final class HostScalars {
  private static final int KEPT = 4096;
  private static final int LARGEST = 16;
  private static final AtomicReferenceArray<ByteBuffer> LATEST = new AtomicReferenceArray<>(KEPT);
  private static final AtomicInteger NEXT = new AtomicInteger();

  private HostScalars() {}

  /** The engine uses a buffer's memory from now on. */
  static void keep(ByteBuffer buffer) {
    if (buffer.capacity() <= LARGEST) {
      LATEST.setOpaque(NEXT.getAndIncrement() & KEPT - 1, buffer);
    }
  }
}
