package io.gradprobe.demo.dl4j.support;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.deeplearning4j.datasets.iterator.utilty.ListDataSetIterator;
import org.nd4j.linalg.api.ndarray.INDArray;
import org.nd4j.linalg.dataset.DataSet;
import org.nd4j.linalg.dataset.api.iterator.DataSetIterator;
import org.nd4j.linalg.factory.Nd4j;

/** Points of several classes, each scattered around its own centre. */
public final class Points {
  /** Features of a point. */
  public static final int FEATURES = 6;

  private final Random random;
  private final double[][] centres;

  /** Draws the centres. */
  public Points(int seed, int classes) {
    random = new Random(seed);
    centres = new double[classes][FEATURES];
    for (double[] centre : centres) {
      for (int i = 0; i < FEATURES; i++) {
        centre[i] = 1.5 * random.nextGaussian();
      }
    }
  }

  /** A batch with one-hot labels. */
  public DataSet batch(int size) {
    double[][] inputs = new double[size][FEATURES];
    double[][] labels = new double[size][centres.length];
    for (int i = 0; i < size; i++) {
      int of = random.nextInt(centres.length);
      labels[i][of] = 1;
      for (int j = 0; j < FEATURES; j++) {
        inputs[i][j] = centres[of][j] + random.nextGaussian();
      }
    }
    return new DataSet(floats(inputs), floats(labels));
  }

  /** Several batches, to be passed over again and again. */
  public DataSetIterator batches(int count, int size) {
    List<DataSet> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(batch(size));
    }
    return new Repeated(all);
  }

  /** A matrix of single precision. */
  public static INDArray floats(double[][] rows) {
    return Nd4j.create(rows).castTo(org.nd4j.linalg.api.buffer.DataType.FLOAT);
  }

  private static final class Repeated extends ListDataSetIterator<DataSet> {
    private static final long serialVersionUID = 1;

    Repeated(List<DataSet> batches) {
      super(
          batches.stream().flatMap(b -> b.asList().stream()).toList(),
          batches.get(0).numExamples());
    }
  }
}
