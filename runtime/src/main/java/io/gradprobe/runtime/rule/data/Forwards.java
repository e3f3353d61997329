package io.gradprobe.runtime.rule.data;

import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.ForwardMeasurement;
import java.util.List;

/** Where in a measured forward something stands. */
final class Forwards {

  private static final String ROW_AXIS = "(";

  private Forwards() {}

  /** The output of the outermost block; null where none was measured. */
  static BlockMeasurement root(ForwardMeasurement forward) {
    List<BlockMeasurement> blocks = forward.blocks();
    for (int i = blocks.size() - 1; i >= 0; i--) {
      if (!blocks.get(i).isFunction()) {
        return blocks.get(i);
      }
    }
    return null;
  }

  /** Order of the last layer: the last block without children that owns parameters; -1 for none. */
  static int lastLayer(ForwardMeasurement forward) {
    int last = -1;
    for (BlockMeasurement b : forward.blocks()) {
      if (!b.isFunction() && b.leaf() && b.parameters() > 0) {
        last = Math.max(last, b.order());
      }
    }
    return last;
  }

  /** The sizes of a shape such as {@code (32, 10)}; empty for a scalar or what is no shape. */
  static long[] sizes(String shape) {
    if (!shape.startsWith(ROW_AXIS) || !shape.endsWith(")") || shape.length() < 3) {
      return new long[0];
    }
    String[] parts = shape.substring(1, shape.length() - 1).split(",");
    long[] sizes = new long[parts.length];
    try {
      for (int i = 0; i < parts.length; i++) {
        sizes[i] = Long.parseLong(parts[i].trim());
      }
    } catch (NumberFormatException e) {
      return new long[0];
    }
    return sizes;
  }
}
