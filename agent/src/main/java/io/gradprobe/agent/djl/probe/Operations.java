package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Block;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * The latest operations of one thread since a gradient collector was opened: names, operands,
 * results and lines, no values. Kept until the next collector, or the next step of a trainer.
 */
final class Operations {
  /** A cycle with more has only its latest remembered. */
  static final int MOST = 4096;

  private static final int FEWEST = 64;
  private static final Operation[] NONE = {};

  /** Whether operations are recorded now. */
  static volatile boolean recording;

  private static volatile int cycle;

  /** Orders the operations of threads that wait for each other; nothing more is asked of it. */
  private static long clock;

  private static final List<Operations> THREADS = new ArrayList<>();

  private final int[] site;
  private final Trail trail;

  /** Made anew for each cycle, so that what is young is stored in what is young. */
  private Operation[] entries = NONE;

  private long size;
  private int usual = FEWEST;
  private int of;

  /**
   * @param site where the number of the thread's line stands
   * @param trail the blocks that the thread is inside of
   */
  Operations(int[] site, Trail trail) {
    this.site = site;
    this.trail = trail;
  }

  /** A gradient collector is opened: a cycle begins. */
  static void begin(boolean wanted) {
    synchronized (THREADS) {
      cycle++;
      for (Operations thread : THREADS) {
        // A worker that has nothing to do any more must not keep what it did last.
        thread.entries = NONE;
      }
      THREADS.clear();
      recording = wanted;
    }
  }

  /** The collector is closed. What was recorded stays. */
  static void end() {
    recording = false;
  }

  /** What probes of operations tell. */
  static void note(String name, Object first, Object second, Object third, Object result) {
    ThreadState thread = ThreadState.current();
    if (!thread.tapping) {
      thread.operations.record(name, first, second, third, result);
    }
  }

  void record(String name, Object first, Object second, Object third, Object result) {
    if (of != cycle) {
      join();
    }
    int at = (int) (size & MOST - 1);
    Operation[] now = entries;
    if (at >= now.length) {
      now = Arrays.copyOf(now, Math.min(MOST, Math.max(usual, 2 * now.length)));
      entries = now;
    }
    Block block = trail.innermost();
    now[at] = new Operation(name, site[0], block, first, second, third, result, clock++);
    size++;
  }

  private void join() {
    clear();
    synchronized (THREADS) {
      of = cycle;
      THREADS.add(this);
    }
  }

  /** Forgets everything: what was recorded is not needed any more. */
  void clear() {
    if (size > 0) {
      usual = FEWEST;
      while (usual < size && usual < MOST) {
        usual *= 2;
      }
    }
    entries = NONE;
    size = 0;
  }

  /** How many this thread has had in the cycle, forgotten ones included. */
  long count() {
    return of == cycle ? size : 0;
  }

  /** One of this thread's, by its number in the cycle; null where it is forgotten. */
  Operation at(long number) {
    int at = (int) (number & MOST - 1);
    return number < size - MOST || at >= entries.length ? null : entries[at];
  }

  /** Operations of all threads in the latest cycle, in their order. */
  List<Operation> all() {
    List<Operations> threads;
    synchronized (THREADS) {
      threads = new ArrayList<>(THREADS);
    }
    List<Operation> all = new ArrayList<>();
    for (Operations other : threads) {
      if (other != this) {
        other.addTo(all);
      }
    }
    addTo(all);
    if (threads.size() > 1) {
      all.sort(Comparator.comparingLong(Operation::time));
    }
    return all;
  }

  private void addTo(List<Operation> all) {
    Operation[] now = entries;
    long n = size;
    for (long i = Math.max(0, n - MOST); i < n; i++) {
      int at = (int) (i & MOST - 1);
      if (at < now.length && now[at] != null) {
        all.add(now[at]);
      }
    }
  }
}
