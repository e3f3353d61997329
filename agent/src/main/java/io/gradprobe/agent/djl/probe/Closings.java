package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDManager;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.source.CallSites;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.observe.OperationObservation;

/**
 * Which of the user's lines closed managers and, of late, arrays: a closed array that is used again
 * is told with the line that closed it, before DJL throws.
 */
final class Closings {
  /** Arrays that were closed one by one, the latest. */
  private static final int ARRAYS = 1024;

  /** A shorter number at the beginning of another one may be there by chance. */
  private static final int SHORTEST_HANDLE = 8;

  /** Managers that were closed, the latest. */
  private static final int MANAGERS = 4096;

  /**
   * Identity hash codes: a reference to each, even a weak one, costs the collector more than all
   * else that is done at a close.
   */
  private static final int[] MANAGER_HASHES = new int[MANAGERS];

  private static final int[] MANAGER_SITES = new int[MANAGERS];
  private static int nextManager;

  private static final long[] HANDLES = new long[ARRAYS];
  private static final long[] TIMES = new long[ARRAYS];
  private static final int[] SITES = new int[ARRAYS];
  private static int next;

  private Closings() {}

  /** A manager is about to be closed, and with it all that it holds. */
  static void closing(NDManager manager) {
    ThreadState thread = ThreadState.current();
    if (thread.closingDepth++ == 0) {
      thread.closingSite = thread.site[0];
    }
    if (thread.trains || thread.collecting) {
      int hash = System.identityHashCode(manager);
      synchronized (MANAGER_HASHES) {
        MANAGER_HASHES[nextManager] = hash;
        MANAGER_SITES[nextManager] = thread.closingSite;
        nextManager = (nextManager + 1) % MANAGERS;
      }
    }
  }

  /** It is closed. */
  static void closed() {
    ThreadState thread = ThreadState.current();
    thread.closingDepth = Math.max(0, thread.closingDepth - 1);
  }

  /** A scope is about to close the arrays that were made in it. */
  static void scopeClosing() {
    ThreadState.current().scopeTime = System.nanoTime();
  }

  /** The scope is closed. */
  static void scopeClosed() {
    ThreadState.current().scopeTime = 0;
  }

  /** A native tensor is released: remembered where no manager is being closed. */
  static void released(long handle) {
    ThreadState thread = ThreadState.current();
    boolean training = (thread.trains || thread.collecting) && !thread.replaying;
    if (thread.closingDepth > 0 || thread.steppingRun != null || !training) {
      return;
    }
    long time = thread.scopeTime != 0 ? thread.scopeTime : System.nanoTime();
    synchronized (HANDLES) {
      HANDLES[next] = handle;
      TIMES[next] = time;
      SITES[next] = thread.site[0];
      next = (next + 1) % ARRAYS;
    }
  }

  /** Something closed is about to be used, and DJL to throw. */
  static void used(Object resource) {
    ThreadState thread = ThreadState.current();
    TrainingRun run = runOf(thread);
    boolean training = thread.trains || thread.collecting;
    if (!training || run == null || run.isEnded() || !(resource instanceof PtNDArray array)) {
      return;
    }
    String ofManager = lineOf(array.getManager());
    String line = ofManager != null ? ofManager : lineOf(array.getUid());
    run.operation(
        o -> {
          o.kind = OperationObservation.Kind.CLOSED_USED;
          o.operand = array == thread.target ? "loss" : Readable.name(array, "array", 0, 1);
          o.closedWithManager = ofManager != null;
          o.closedAt = line;
          o.location = Runs.USER.here();
        });
  }

  /** In the first step no backward has told which run the thread trains. */
  private static TrainingRun runOf(ThreadState thread) {
    TrainingRun run = thread.forwardRun != null ? thread.forwardRun : thread.lastRun;
    return run != null ? run : thread.trail.run();
  }

  /** The line that closed a manager; null where it is open, or closed too long ago. */
  private static String lineOf(NDManager manager) {
    int hash = System.identityHashCode(manager);
    synchronized (MANAGER_HASHES) {
      for (int i = 1; i <= MANAGERS; i++) {
        int at = (nextManager - i + MANAGERS) % MANAGERS;
        if (MANAGER_HASHES[at] == hash) {
          return CallSites.line(MANAGER_SITES[at]);
        }
      }
    }
    return null;
  }

  /** DJL's id of an array is its handle and, right behind, the time when it was made. */
  private static String lineOf(String uid) {
    synchronized (HANDLES) {
      for (int i = 0; i < ARRAYS; i++) {
        // The eldest first: a handle that is used anew is another array's later.
        int at = (next + i) % ARRAYS;
        String handle = Long.toString(HANDLES[at]);
        if (handle.length() >= SHORTEST_HANDLE
            && uid.startsWith(handle)
            && isLater(TIMES[at], uid.substring(handle.length()))) {
          return CallSites.line(SITES[at]);
        }
      }
    }
    return "";
  }

  /** When an array was made, by {@link System#nanoTime}; the earliest time where unknown. */
  static long timeMade(PtNDArray array) {
    String handle = Long.toString(Torch.handle(array));
    String uid = array.getUid();
    try {
      return uid.startsWith(handle)
          ? Long.parseLong(uid.substring(handle.length()))
          : Long.MIN_VALUE;
    } catch (NumberFormatException e) {
      return Long.MIN_VALUE;
    }
  }

  private static boolean isLater(long time, String made) {
    try {
      return time > Long.parseLong(made);
    } catch (NumberFormatException e) {
      return false;
    }
  }
}
