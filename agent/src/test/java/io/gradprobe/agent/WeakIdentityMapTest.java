package io.gradprobe.agent;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class WeakIdentityMapTest {
  private final WeakIdentityMap<Object, Object> map = new WeakIdentityMap<>();

  /** Equal to all of its kind, and not to be asked, as a released tensor is. */
  private static final class Touchy {
    @Override
    public boolean equals(Object other) {
      throw new IllegalStateException("released");
    }

    @Override
    public int hashCode() {
      throw new IllegalStateException("released");
    }
  }

  @Test
  void testKeysAreToldApartByIdentity() {
    String one = new String("key");
    String two = new String("key");
    map.put(one, 1);
    assertEquals(1, map.get(one));
    assertNull(map.get(two));
    map.put(two, 2);
    assertEquals(1, map.get(one));
    assertEquals(2, map.get(two));
  }

  @Test
  void testNeverCallsEqualsOrHashCode() {
    Touchy one = new Touchy();
    Touchy two = new Touchy();
    map.put(one, 1);
    map.put(two, 2);
    map.put(one, 3);
    assertEquals(3, map.get(one));
    assertEquals(2, map.get(two));
    map.remove(one);
    assertNull(map.get(one));
    assertEquals(1, map.size());
  }

  @Test
  void testPutReplacesAndRemoveForgets() {
    Object key = new Object();
    map.put(key, "old");
    map.put(key, "new");
    assertEquals("new", map.get(key));
    assertEquals(1, map.size());
    map.remove(key);
    map.remove(key);
    map.remove(new Object());
    assertNull(map.get(key));
    assertEquals(0, map.size());
  }

  @Test
  void testNoKeyIsNullsOwn() {
    assertNull(map.get(null));
    map.put(new Object(), 1);
    assertNull(map.get(null));
  }

  @Test
  void testGrowsAndKeepsEverything() {
    List<Object> keys = new ArrayList<>();
    for (int i = 0; i < 5000; i++) {
      Object key = new Object();
      keys.add(key);
      map.put(key, i);
    }
    assertEquals(5000, map.size());
    for (int i = 0; i < 5000; i++) {
      assertEquals(i, map.get(keys.get(i)));
    }
    for (int i = 0; i < 5000; i += 2) {
      map.remove(keys.get(i));
    }
    assertEquals(2500, map.size());
    for (int i = 0; i < 5000; i++) {
      assertEquals(i % 2 == 0 ? null : (Object) i, map.get(keys.get(i)));
    }
  }

  /** Makes the collector run until it has cleared a reference made just before. */
  private static void collect(WeakReference<?> reference) throws InterruptedException {
    ReferenceQueue<Object> queue = new ReferenceQueue<>();
    for (int i = 0; i < 50 && !reference.refersTo(null); i++) {
      WeakReference<Object> marker = new WeakReference<>(new Object(), queue);
      System.gc();
      assertEquals(marker, queue.remove(20_000), "the collector does not run");
    }
    assertTrue(reference.refersTo(null), "still alive");
  }

  private WeakReference<Object> putOneThatDies(Object value) {
    Object key = new Object();
    map.put(key, value);
    assertEquals(value, map.get(key));
    return new WeakReference<>(key);
  }

  @Test
  void testKeysDieAndTheirEntriesGoWithTheNextChange() throws Exception {
    List<WeakReference<Object>> dying = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      dying.add(putOneThatDies("value " + i));
    }
    for (WeakReference<Object> key : dying) {
      collect(key);
    }
    Object kept = new Object();
    sweepUntilOnly(kept);
    assertEquals("kept", map.get(kept));
  }

  @Test
  void testValuesOfDeadKeysAreLetGo() throws Exception {
    WeakReference<Object> value = new WeakReference<>(new Object());
    WeakReference<Object> key = putOneThatDies(value.get());
    collect(key);
    sweepUntilOnly(new Object());
    collect(value);
  }

  /** Cleared references reach the map's queue a moment after the collection. */
  private void sweepUntilOnly(Object kept) throws InterruptedException {
    map.put(kept, "kept");
    for (int i = 0; i < 50 && map.size() != 1; i++) {
      collect(new WeakReference<>(new Object()));
      map.put(kept, "kept");
    }
    assertEquals(1, map.size());
  }

  @Test
  void testReadersSeeEveryKeyThatStaysWhileOthersComeAndGo() throws Exception {
    List<Object> staying = new ArrayList<>();
    for (int i = 0; i < 300; i++) {
      Object key = new Object();
      staying.add(key);
      map.put(key, i);
    }
    AtomicBoolean over = new AtomicBoolean();
    ExecutorService pool = Executors.newFixedThreadPool(4);
    List<Future<Integer>> readers = new ArrayList<>();
    for (int r = 0; r < 2; r++) {
      readers.add(
          pool.submit(
              () -> {
                int reads = 0;
                while (!over.get()) {
                  for (int i = 0; i < staying.size(); i++) {
                    assertEquals(i, map.get(staying.get(i)));
                    reads++;
                  }
                }
                return reads;
              }));
    }
    List<Future<?>> writers = new ArrayList<>();
    for (int w = 0; w < 2; w++) {
      writers.add(
          pool.submit(
              () -> {
                for (int i = 0; i < 20_000; i++) {
                  Object key = new Object();
                  map.put(key, i);
                  assertEquals(i, map.get(key));
                  if (i % 2 == 0) {
                    map.remove(key);
                  }
                }
              }));
    }
    for (Future<?> writer : writers) {
      writer.get();
    }
    over.set(true);
    for (Future<Integer> reader : readers) {
      assertTrue(reader.get() > 0);
    }
    pool.shutdown();
    for (int i = 0; i < staying.size(); i++) {
      assertEquals(i, map.get(staying.get(i)));
    }
  }
}
