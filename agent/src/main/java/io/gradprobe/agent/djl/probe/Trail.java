package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Block;
import io.gradprobe.runtime.TrainingRun;
import java.util.Arrays;

/**
 * Blocks that a thread is inside of in an outermost training forward, and what came out of blocks
 * and functions so far, in the order of completion. Results stay until the next such forward or
 * step; no value is read.
 */
final class Trail {
  private static final int MOST = 2048;
  private static final int MOST_FUNCTIONS = 1024;

  private Block[] open = new Block[16];
  private int depth;
  private boolean on;

  private static final int FEWEST = 16;
  private static final Entry[] NONE = {};

  /** A result: of a block, or of a function called in one; how deep that block lies. */
  private record Entry(Block block, String function, Object result, int depth) {}

  /**
   * Made anew for each forward: to store what is young in an array that is old makes work for the
   * collector each time.
   */
  private Entry[] entries = NONE;

  private int size;
  private int usual = FEWEST;

  /** The run whose forward this is; null where it was not known at the forward's begin. */
  private TrainingRun run;

  /** What is being read of the latest forward; null where nothing is. */
  private ForwardReading reading;

  /** An outermost training forward begins. */
  void begin(TrainingRun of, ForwardReading newReading) {
    clear();
    run = of;
    reading = newReading;
    on = true;
  }

  /** The run of the forward under way is known now. */
  void of(TrainingRun begun) {
    run = begun;
  }

  /** A forward of a block begins. */
  void enter(Block block) {
    if (on) {
      if (depth == open.length) {
        open = Arrays.copyOf(open, 2 * depth);
      }
      open[depth++] = block;
    }
  }

  /** The latest block begun has ended; its output is null where it threw. */
  void leave(Block block, NDList outputs) {
    if (!on || depth == 0) {
      return;
    }
    depth--;
    // A trainer's forward is its model's, so that the root is entered twice.
    boolean again = depth > 0 && open[depth - 1] == block;
    open[depth] = null;
    if (outputs != null && !again) {
      if (reading != null) {
        reading.block(block, this, outputs);
      }
      record(block, null, outputs, depth == 0 ? MOST : MOST - 1);
    }
  }

  /** The outermost forward has ended. */
  void end() {
    Arrays.fill(open, 0, depth, null);
    depth = 0;
    on = false;
  }

  /**
   * Whether a function called now is one of a training forward, or comes between it and backward.
   */
  boolean listens() {
    return on || reading != null;
  }

  /** Whether a training forward is under way. */
  boolean isInside() {
    return on && depth > 0;
  }

  /** A function was called inside of a block; noted here where operations are not. */
  void function(String name, NDArray result) {
    if (on && depth > 0 && !Operations.recording) {
      record(open[depth - 1], name, result, MOST_FUNCTIONS);
    }
  }

  private void record(Block block, String function, Object result, int most) {
    if (size >= most) {
      return;
    }
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size == 0 ? usual : Math.min(MOST, 2 * size));
    }
    entries[size++] = new Entry(block, function, result, function == null ? depth : depth - 1);
  }

  /** Number of results. */
  int size() {
    return size;
  }

  /** The block whose output a result is, or that called the function. */
  Block block(int index) {
    return entries[index].block;
  }

  /** The function's name; empty for a block's output. */
  String function(int index) {
    return entries[index].function == null ? "" : entries[index].function;
  }

  /** The result's first array of floats; null where it has none or is released. */
  NDArray result(int index) {
    Object result = entries[index].result;
    return result instanceof NDList list
        ? Readable.firstFloat(list)
        : result instanceof NDArray array && Readable.isFloat(array) ? array : null;
  }

  /** Path of the block of a result, or of the nearest one around it that the run knows. */
  String path(int index) {
    int level = entries[index].depth;
    String path = known(entries[index].block);
    for (int i = index + 1; path == null && i < size; i++) {
      if (entries[i].function == null && entries[i].depth < level) {
        level = entries[i].depth;
        path = known(entries[i].block);
      }
    }
    return path == null ? Readable.type(entries[size - 1].block.getClass()) : path;
  }

  /** Path of a block that is under way, or of the nearest one around it that the run knows. */
  String openPath(Block innermost) {
    String path = known(innermost);
    for (int i = depth - 1; path == null && i >= 0; i--) {
      path = known(open[i]);
    }
    return path == null ? Readable.type(innermost.getClass()) : path;
  }

  private static String known(Block block) {
    Runs.BlockRef ref = Runs.of(block);
    return ref == null ? null : ref.path();
  }

  /** The block that is under way; null where there is none. */
  Block innermost() {
    return depth == 0 ? null : open[depth - 1];
  }

  /** The block that ended last; null where none has. */
  Block latest() {
    for (int i = size - 1; i >= 0; i--) {
      if (entries[i].function == null) {
        return entries[i].block;
      }
    }
    return null;
  }

  /** The run whose forward this is; null where unknown. */
  TrainingRun run() {
    return run;
  }

  /** What is being read of the latest forward; null where nothing is. */
  ForwardReading reading() {
    return reading;
  }

  /** What was being read, which ends with this. */
  ForwardReading takeReading() {
    ForwardReading taken = reading;
    reading = null;
    return taken;
  }

  /** Forgets everything. */
  void clear() {
    end();
    usual = size == 0 ? usual : Math.max(FEWEST, size);
    entries = NONE;
    size = 0;
    run = null;
    reading = null;
  }
}
