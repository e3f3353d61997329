package io.gradprobe.agent.nd4j.probe;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;
import org.nd4j.linalg.api.ndarray.INDArray;

/** The stretches of memory that hold parameters of runs, so that writes into them are noticed. */
public final class WatchedMemory {

  /** Whose parameters lie in a stretch of memory. */
  public interface Owner {
    /** Whether the parameters are still there; if not, the memory may be anybody's by now. */
    boolean isAlive();

    /**
     * An operation of ND4J is about to write some of the memory. May throw where the user asked for
     * it.
     *
     * @param from address of the first byte
     * @param to address after the last byte
     * @param operation such as {@code subi}
     * @param operand what it is written from; an array or a number
     * @return whether the write is to be undone
     */
    boolean writeBegins(long from, long to, String operation, Object operand);

    /** Somebody has set parameters who may, such as one who averages them over workers. */
    void parametersSet();

    /** The write has ended. */
    void writeEnded(long from, long to, Throwable failure);
  }

  private record Stretch(long from, long to, Owner owner) {}

  private static volatile Stretch[] stretches = {};

  private WatchedMemory() {}

  /** Watches a stretch of memory, instead of any that overlaps it. */
  public static void watch(long from, long to, Owner owner) {
    synchronized (WatchedMemory.class) {
      List<Stretch> others =
          Arrays.stream(stretches)
              .filter(s -> s.owner.isAlive() && (s.to <= from || s.from >= to))
              .toList();
      stretches =
          Stream.concat(others.stream(), Stream.of(new Stretch(from, to, owner)))
              .sorted(Comparator.comparingLong(Stretch::from))
              .toArray(Stretch[]::new);
    }
  }

  /** All parameters may have been set anew. */
  static void parametersSet() {
    for (Stretch s : stretches) {
      if (s.owner.isAlive()) {
        s.owner.parametersSet();
      }
    }
  }

  /** Whose memory an array begins in; null where nobody's. */
  static Owner ownerOf(INDArray array) {
    Stretch[] all = stretches;
    if (all.length == 0) {
      return null;
    }
    long address = ArrayMemory.address(array);
    int low = 0;
    int high = all.length - 1;
    while (low <= high) {
      int middle = (low + high) >>> 1;
      Stretch s = all[middle];
      if (address < s.from) {
        high = middle - 1;
      } else if (address >= s.to) {
        low = middle + 1;
      } else {
        return s.owner.isAlive() ? s.owner : null;
      }
    }
    return null;
  }

  /** Address after the array's last element. */
  static long end(INDArray array) {
    long last = 0;
    long[] shape = array.shape();
    long[] stride = array.stride();
    for (int axis = 0; axis < shape.length; axis++) {
      last += Math.max(0, shape[axis] - 1) * Math.abs(stride[axis]);
    }
    return ArrayMemory.address(array) + (last + 1) * array.data().getElementSize();
  }
}
