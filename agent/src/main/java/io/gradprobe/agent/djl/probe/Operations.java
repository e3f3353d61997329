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

  private static final int FEWEST = 32;

  /** Places of one operation: name, block, three operands, result. */
  private static final int WIDTH = 6;

  private static final Object[] NONE = {};
  private static final long[] NO_MARKS = {};

  /** Whether operations are recorded now. */
  static volatile boolean recording;

  /** Whether gradients are checked, so that operations are taped too. */
  static volatile boolean taped;

  private static volatile int cycle;

  /** Orders the operations of threads that wait for each other; nothing more is asked of it. */
  private static int clock;

  private static final List<Operations> THREADS = new ArrayList<>();

  private final int[] site;
  private final Trail trail;

  /** Made anew for each cycle, so that what is young is stored in what is young. */
  private Object[] entries = NONE;

  /** Of each operation its time, and in the lower half the number of its line. */
  private long[] marks = NO_MARKS;

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
    long[] marked = marks;
    Object[] now = entries;
    if (at >= marked.length || now.length < WIDTH * marked.length) {
      int capacity = Math.min(MOST, Math.max(usual, 2 * marked.length));
      marked = Arrays.copyOf(marked, capacity);
      now = Arrays.copyOf(now, WIDTH * capacity);
      marks = marked;
      entries = now;
    }
    marked[at] = (long) clock++ << 32 | site[0];
    int place = WIDTH * at;
    now[place] = name;
    now[place + 1] = trail.innermost();
    now[place + 2] = first;
    now[place + 3] = second;
    now[place + 4] = third;
    now[place + 5] = result;
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
    marks = NO_MARKS;
    size = 0;
  }

  /** How many this thread has had in the cycle, forgotten ones included. */
  long count() {
    return of == cycle ? size : 0;
  }

  /** One of this thread's, by its number in the cycle; null where it is forgotten. */
  Operation at(long number) {
    int at = (int) (number & MOST - 1);
    Object[] now = entries;
    long[] marked = marks;
    int place = WIDTH * at;
    boolean forgotten = number < size - MOST || at >= marked.length || place >= now.length;
    return forgotten || now[place] == null
        ? null
        : new Operation(
            (String) now[place],
            (int) marked[at],
            (Block) now[place + 1],
            now[place + 2],
            now[place + 3],
            now[place + 4],
            now[place + 5],
            marked[at] >>> 32);
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
    long n = size;
    for (long i = Math.max(0, n - MOST); i < n; i++) {
      Operation operation = at(i);
      if (operation != null) {
        all.add(operation);
      }
    }
  }
}
