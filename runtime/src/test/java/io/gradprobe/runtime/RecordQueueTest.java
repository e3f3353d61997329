package io.gradprobe.runtime;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class RecordQueueTest {

  @Test
  void testFirstInFirstOut() {
    RecordQueue queue = new RecordQueue(4);
    assertNull(queue.poll());
    for (int round = 0; round < 10; round++) {
      assertTrue(queue.offer("a" + round));
      assertTrue(queue.offer("b" + round));
      assertEquals("a" + round, queue.poll());
      assertEquals("b" + round, queue.poll());
      assertNull(queue.poll());
    }
  }

  @Test
  void testFullQueueDropsTheNewestAndCounts() {
    RecordQueue queue = new RecordQueue(4);
    for (int i = 0; i < 4; i++) {
      assertTrue(queue.offer(i));
    }
    assertEquals(0, queue.dropped());
    assertFalse(queue.offer(4));
    assertFalse(queue.offer(5));
    assertEquals(2, queue.dropped());
    assertEquals(0, queue.poll());
    assertTrue(queue.offer(6));
    assertFalse(queue.offer(7));
    for (int expected : new int[] {1, 2, 3, 6}) {
      assertEquals(expected, queue.poll());
    }
    assertNull(queue.poll());
    assertEquals(3, queue.dropped());
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 3, 12, -4})
  void testCapacityMustBeAPowerOfTwo(int capacity) {
    assertThrows(IllegalArgumentException.class, () -> new RecordQueue(capacity));
  }

  private record Item(int producer, int number) {}

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 64, 8192})
  void testManyProducersLoseNothingUncountedAndKeepTheirOrder(int capacity) throws Exception {
    int producers = 6;
    int each = 30_000;
    RecordQueue queue = new RecordQueue(capacity);
    CountDownLatch left = new CountDownLatch(producers);
    ExecutorService pool = Executors.newFixedThreadPool(producers);
    List<Future<Integer>> accepted = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int producer = p;
      accepted.add(
          pool.submit(
              () -> {
                int taken = 0;
                for (int i = 0; i < each; i++) {
                  taken += queue.offer(new Item(producer, i)) ? 1 : 0;
                }
                left.countDown();
                return taken;
              }));
    }
    int[] last = new int[producers];
    java.util.Arrays.fill(last, -1);
    int[] seen = new int[producers];
    boolean over = false;
    while (true) {
      Object record = queue.poll();
      if (record instanceof Item item) {
        assertTrue(item.number() > last[item.producer()]);
        last[item.producer()] = item.number();
        seen[item.producer()]++;
      } else if (over) {
        break;
      } else {
        over = left.getCount() == 0;
        Thread.onSpinWait();
      }
    }
    pool.shutdown();
    long total = 0;
    for (int p = 0; p < producers; p++) {
      assertEquals(accepted.get(p).get(), seen[p]);
      total += seen[p];
    }
    assertEquals((long) producers * each, total + queue.dropped());
  }
}
