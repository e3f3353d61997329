package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Block;
import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.runtime.TrainingRun;

/** The user's lines on which blocks were made children of others. */
final class ChildBlocks {
  private static final WeakIdentityMap<Block, String> LINES = new WeakIdentityMap<>();

  private ChildBlocks() {}

  /** A block was made the child of another. */
  static void added(Block child) {
    LINES.put(child, Runs.USER.here());
  }

  /** The line on which a block was added; empty where unknown. */
  static String line(Block block) {
    String line = LINES.get(block);
    return line == null ? "" : line;
  }

  /** The line on which the block with a path was added; empty where unknown. */
  static String line(TrainingRun run, String path) {
    Block block = Runs.root(run);
    for (Block inner = block; inner != null; ) {
      Runs.BlockRef ref = Runs.of(inner);
      if (ref != null && ref.path().equals(path)) {
        return line(inner);
      }
      inner = towards(inner, path);
    }
    return "";
  }

  private static Block towards(Block block, String path) {
    for (Block child : block.getChildren().values()) {
      Runs.BlockRef ref = Runs.of(child);
      if (ref != null && (path.equals(ref.path()) || path.startsWith(ref.path() + "_"))) {
        return child;
      }
    }
    return null;
  }
}
