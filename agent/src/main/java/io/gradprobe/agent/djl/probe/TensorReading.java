package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.pytorch.engine.PtNDArray;
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

/** What is read of the arrays of one forward. */
final class TensorReading {
  private final BatchReading reading = new BatchReading();

  /** An array as it is read. */
  private record Elements(PtNDArray array) implements BatchReading.Source {
    @Override
    public Object identity() {
      return array;
    }

    @Override
    public long[] sizes() {
      return array.getShape().getShape();
    }

    @Override
    public String type() {
      return TensorReading.type(array);
    }

    @Override
    public boolean isFloat() {
      return array.getDataType().isFloating();
    }

    @Override
    public boolean isOnHost() {
      return !array.getDevice().isGpu();
    }

    @Override
    public ReadOutcome read(BiConsumer<ByteBuffer, ElementType> reader) {
      return Torch.read(array, reader::accept);
    }
  }

  /** Reads statistics; whether that was possible. */
  boolean stats(PtNDArray array) {
    return reading.stats(new Elements(array));
  }

  /** A copy of the statistics read last. */
  TensorStats stats() {
    return reading.stats();
  }

  /** Whether the rows of the tensor read last are all the same, several, and finite. */
  boolean equalRows() {
    return reading.equalRows();
  }

  /**
   * Reads a measure for each unit, from 1 Mi elements at most; null where there are too many units.
   *
   * @param axis the units' axis
   */
  float[] units(PtNDArray array, UnitMeasure by, int axis) {
    return reading.units(new Elements(array), by, axis);
  }

  /** See {@link BatchReading#input}. */
  InputMeasurement input(PtNDArray array, String name, boolean fresh, long datasetSamples) {
    return reading.input(new Elements(array), name, fresh, datasetSamples);
  }

  /** Reads labels; null where that is not possible. */
  LabelMeasurement labels(NDArray array, String name) {
    return array instanceof PtNDArray labels && Torch.handle(labels) != 0
        ? reading.labels(new Elements(labels), name)
        : null;
  }

  /** The element type as its users write it. */
  static String type(NDArray array) {
    return array.getDataType().name().toLowerCase(Locale.ROOT);
  }
}
