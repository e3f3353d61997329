package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;

/** Which arrays can be read, and what they are called. */
final class Readable {
  private Readable() {}

  /** Whether the array is alive, holds floating-point numbers, and at least one. */
  static boolean isFloat(NDArray array) {
    return array instanceof PtNDArray pt
        && Torch.handle(pt) != 0
        && pt.getDataType().isFloating()
        && pt.size() > 0;
  }

  /** The first array of floats of a list; null where it has none. */
  static PtNDArray firstFloat(NDList list) {
    for (int i = 0; i < list.size(); i++) {
      if (isFloat(list.get(i))) {
        return (PtNDArray) list.get(i);
      }
    }
    return null;
  }

  /** An array's own name, or else the kind of thing it is, numbered where there are several. */
  static String name(NDArray array, String kind, int index, int count) {
    String name = array.getName();
    return name != null && !name.isEmpty() ? name : count == 1 ? kind : kind + index;
  }

  /** Simple name of a class; for an anonymous one, which has none, the end of its full name. */
  static String type(Class<?> type) {
    String simple = type.getSimpleName();
    return simple.isEmpty()
        ? type.getName().substring(type.getName().lastIndexOf('.') + 1)
        : simple;
  }

  /** Size of the first axis; 1 for a scalar. */
  static long samples(Shape shape) {
    return shape.dimension() == 0 ? 1 : shape.get(0);
  }
}
