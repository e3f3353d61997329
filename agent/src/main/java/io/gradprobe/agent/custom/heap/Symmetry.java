package io.gradprobe.agent.custom.heap;

import io.gradprobe.runtime.tensor.ElementType;
import java.nio.ByteBuffer;

/** Along which axis all slices of a matrix are the same bits: of those all units are one. */
final class Symmetry {
  static final int ROWS = 1;
  static final int COLUMNS = 2;

  private Symmetry() {}

  /**
   * The axes, as bits: {@link #ROWS} where all rows are alike, {@link #COLUMNS} where all columns
   * are. Of an axis of one there are none to compare.
   *
   * @param shape with all dimensions after the first taken together
   */
  static int axes(ByteBuffer matrix, ElementType type, long[] shape) {
    int count = matrix.remaining() / type.bytes();
    int rows = (int) shape[0];
    if (rows < 1 || count % rows != 0) {
      return 0;
    }
    int columns = count / rows;
    int axes = (rows > 1 ? ROWS : 0) | (columns > 1 ? COLUMNS : 0);
    for (int i = 0; i < count && axes != 0; i++) {
      long bits = bits(matrix, type, i);
      if (i >= columns && bits != bits(matrix, type, i - columns)) {
        axes &= ~ROWS;
      }
      if (i % columns > 0 && bits != bits(matrix, type, i - 1)) {
        axes &= ~COLUMNS;
      }
    }
    return axes;
  }

  private static long bits(ByteBuffer matrix, ElementType type, int index) {
    int at = matrix.position() + index * type.bytes();
    return type == ElementType.FLOAT32 ? matrix.getInt(at) : matrix.getLong(at);
  }
}
