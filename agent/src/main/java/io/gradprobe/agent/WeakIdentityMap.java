package io.gradprobe.agent;

import java.lang.ref.Reference;
import java.lang.ref.ReferenceQueue;
import java.lang.ref.WeakReference;

/**
 * A map by identity that keeps no key alive. Reading takes no lock, makes no garbage and never
 * calls a key's own equals or hashCode (a tensor's equals compares contents).
 *
 * @param <K> keys
 * @param <V> values; must not refer to their key strongly
 */
public final class WeakIdentityMap<K, V> {
  private static final int SMALLEST = 64;

  private static final class Entry<K, V> extends WeakReference<K> {
    final int hash;
    final V value;
    final Entry<K, V> next;

    Entry(K key, ReferenceQueue<Object> queue, int hash, V value, Entry<K, V> next) {
      super(key, queue);
      this.hash = hash;
      this.value = value;
      this.next = next;
    }

    Entry(Entry<K, V> other, ReferenceQueue<Object> queue, Entry<K, V> next) {
      this(other.get(), queue, other.hash, other.value, next);
    }
  }

  private final ReferenceQueue<Object> queue = new ReferenceQueue<>();
  private volatile Entry<K, V>[] table = newTable(SMALLEST);
  private int size;

  @SuppressWarnings("unchecked")
  private static <K, V> Entry<K, V>[] newTable(int length) {
    return (Entry<K, V>[]) new Entry<?, ?>[length];
  }

  /** The value of a key; null where there is none. */
  public V get(Object key) {
    if (key == null) {
      return null;
    }
    int hash = spread(System.identityHashCode(key));
    Entry<K, V>[] t = table;
    for (Entry<K, V> e = t[hash & t.length - 1]; e != null; e = e.next) {
      if (e.hash == hash && refersTo(e, key)) {
        return e.value;
      }
    }
    return null;
  }

  @SuppressWarnings("unchecked")
  private static <K> boolean refersTo(Reference<K> reference, Object key) {
    return reference.refersTo((K) key);
  }

  /** Sets the value of a key. */
  public synchronized void put(K key, V value) {
    sweep();
    remove(key);
    if (size >= table.length) {
      grow();
    }
    int hash = spread(System.identityHashCode(key));
    Entry<K, V>[] t = table.clone();
    int index = hash & t.length - 1;
    t[index] = new Entry<>(key, queue, hash, value, t[index]);
    size++;
    table = t;
  }

  /** Forgets a key. */
  public synchronized void remove(Object key) {
    int hash = spread(System.identityHashCode(key));
    rebuildBucket(hash & table.length - 1, key);
  }

  private void rebuildBucket(int index, Object gone) {
    Entry<K, V> chain = null;
    boolean changed = false;
    for (Entry<K, V> e = table[index]; e != null; e = e.next) {
      if (e.refersTo(null) || (gone != null && refersTo(e, gone))) {
        changed = true;
        size--;
      } else {
        chain = new Entry<>(e, queue, chain);
      }
    }
    if (changed) {
      Entry<K, V>[] t = table.clone();
      t[index] = chain;
      table = t;
    }
  }

  private void sweep() {
    boolean dead = false;
    while (queue.poll() != null) {
      dead = true;
    }
    if (dead) {
      for (int i = 0; i < table.length; i++) {
        if (table[i] != null) {
          rebuildBucket(i, null);
        }
      }
    }
  }

  private void grow() {
    Entry<K, V>[] bigger = newTable(table.length * 2);
    int kept = 0;
    for (Entry<K, V> bucket : table) {
      for (Entry<K, V> e = bucket; e != null; e = e.next) {
        if (!e.refersTo(null)) {
          int index = e.hash & bigger.length - 1;
          bigger[index] = new Entry<>(e, queue, bigger[index]);
          kept++;
        }
      }
    }
    size = kept;
    table = bigger;
  }

  /** Number of keys, those included that have died since the last change. */
  public synchronized int size() {
    return size;
  }

  private static int spread(int hash) {
    return hash ^ hash >>> 16;
  }
}
