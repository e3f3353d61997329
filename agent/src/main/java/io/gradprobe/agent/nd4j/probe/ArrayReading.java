package io.gradprobe.agent.nd4j.probe;

import io.gradprobe.agent.BatchReading;
import io.gradprobe.runtime.run.InputMeasurement;
import io.gradprobe.runtime.run.LabelMeasurement;
import io.gradprobe.runtime.tensor.ElementType;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorStats;
import io.gradprobe.runtime.tensor.UnitMeasure;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.function.BiConsumer;
import org.nd4j.linalg.api.ndarray.INDArray;

/** What is read of the arrays of one forward. */
public final class ArrayReading {
  private final BatchReading reading = new BatchReading();

  /** An array as it is read. */
  private record Elements(INDArray array) implements BatchReading.Source {
    /** Not the array: functions are applied in place, so that it may hold something else by now. */
    @Override
    public Object identity() {
      return this;
    }

    @Override
    public long[] sizes() {
      return array.shape();
    }

    @Override
    public String type() {
      return ArrayReading.type(array);
    }

    @Override
    public boolean isFloat() {
      return array.dataType().isFPType();
    }

    @Override
    public boolean isOnHost() {
      return true;
    }

    @Override
    public ReadOutcome read(BiConsumer<ByteBuffer, ElementType> reader) {
      return ArrayMemory.read(array, reader::accept);
    }

    @Override
    public ReadOutcome readSamples(long samples, BiConsumer<ByteBuffer, ElementType> reader) {
      return ArrayMemory.readSamples(array, samples, reader::accept);
    }

    @Override
    public long[] strides() {
      return ArrayMemory.isDense(array) ? array.stride() : null;
    }
  }

  /** Reads statistics; whether that was possible. */
  public boolean stats(INDArray array) {
    return ArrayMemory.isReadable(array) && reading.stats(new Elements(array));
  }

  /** A copy of the statistics read last. */
  public TensorStats stats() {
    return reading.stats();
  }

  /** Whether the rows of the array read last are all the same, several, and finite. */
  public boolean equalRows() {
    return reading.equalRows();
  }

  /**
   * Reads a measure for each unit, from 1 Mi elements at most; null where there are too many units.
   *
   * @param axis the units' axis
   */
  public float[] units(INDArray array, UnitMeasure by, int axis) {
    return ArrayMemory.isReadable(array) ? reading.units(new Elements(array), by, axis) : null;
  }

  /**
   * Reads an input; null where that is not possible.
   *
   * @param fresh whether it is another array than the one measured before
   */
  public InputMeasurement input(INDArray array, String name, boolean fresh) {
    return ArrayMemory.isReadable(array)
        ? reading.input(new Elements(array), name, fresh, -1)
        : null;
  }

  /** Reads labels; null where that is not possible. */
  public LabelMeasurement labels(INDArray array, String name) {
    return ArrayMemory.isReadable(array) ? reading.labels(new Elements(array), name) : null;
  }

  /** Size of the first axis; 1 for a scalar, 0 for nothing. */
  public static long samples(INDArray array) {
    return array == null ? 0 : BatchReading.samples(array.shape());
  }

  /** The element type, such as {@code float32}. */
  public static String type(INDArray array) {
    ElementType type = ArrayMemory.type(array.dataType());
    return type == null
        ? array.dataType().name().toLowerCase(Locale.ROOT)
        : type.name().toLowerCase(Locale.ROOT);
  }
}
