package io.gradprobe.runtime;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReferenceArray;

/**
 * A bounded queue from any number of training threads to the one observer thread. A producer never
 * blocks, parks or wakes anybody: when the queue is full, the record is dropped and counted.
 */
final class RecordQueue {
  private final AtomicReferenceArray<Object> slots;
  private final int mask;
  private final AtomicLong tail = new AtomicLong();
  private final AtomicLong dropped = new AtomicLong();
  private volatile long head;

  /**
   * @param capacity a power of two
   */
  RecordQueue(int capacity) {
    if (Integer.bitCount(capacity) != 1) {
      throw new IllegalArgumentException("capacity must be a power of two: " + capacity);
    }
    slots = new AtomicReferenceArray<>(capacity);
    mask = capacity - 1;
  }

  /** Adds a record; false where the queue is full and the record was dropped. */
  boolean offer(Object record) {
    long t;
    do {
      t = tail.get();
      if (t - head > mask) {
        dropped.incrementAndGet();
        return false;
      }
    } while (!tail.compareAndSet(t, t + 1));
    slots.setRelease((int) t & mask, record);
    return true;
  }

  /** Takes the oldest record; null where there is none. For the observer thread only. */
  Object poll() {
    long h = head;
    int index = (int) h & mask;
    Object record = slots.getAcquire(index);
    if (record == null) {
      return null;
    }
    slots.setRelease(index, null);
    head = h + 1;
    return record;
  }

  /** Records dropped so far. */
  long dropped() {
    return dropped.get();
  }
}
