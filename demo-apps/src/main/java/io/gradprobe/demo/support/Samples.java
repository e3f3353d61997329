package io.gradprobe.demo.support;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.dataset.ArrayDataset;
import java.util.Arrays;
import java.util.Random;

/** Samples with either one real target or one class each, handed out as batches. */
public final class Samples {
  private final float[][] inputs;
  private final float[] targets;
  private final boolean classes;

  private Samples(float[][] inputs, float[] targets, boolean classes) {
    this.inputs = inputs;
    this.targets = targets;
    this.classes = classes;
  }

  /** Samples for a regression. */
  public static Samples regression(float[][] inputs, float[] targets) {
    return new Samples(inputs, targets, false);
  }

  /** Samples for a classification; classes count from 0. */
  public static Samples classification(float[][] inputs, int[] classes) {
    float[] targets = new float[classes.length];
    for (int i = 0; i < targets.length; i++) {
      targets[i] = classes[i];
    }
    return new Samples(inputs, targets, true);
  }

  /** How many samples there are. */
  public int size() {
    return inputs.length;
  }

  /** How many features a sample has. */
  public int features() {
    return inputs[0].length;
  }

  /** The features of one sample, to be read or written. */
  public float[] row(int index) {
    return inputs[index];
  }

  /** The target of one sample. */
  public float target(int index) {
    return targets[index];
  }

  /** The same samples in a random order. */
  public Samples shuffled(long seed) {
    float[][] x = inputs.clone();
    float[] y = targets.clone();
    Random random = new Random(seed);
    for (int i = x.length - 1; i > 0; i--) {
      int j = random.nextInt(i + 1);
      float[] row = x[i];
      x[i] = x[j];
      x[j] = row;
      float target = y[i];
      y[i] = y[j];
      y[j] = target;
    }
    return new Samples(x, y, classes);
  }

  /** The samples from {@code from} up to, but without, {@code to}. */
  public Samples slice(int from, int to) {
    return new Samples(
        Arrays.copyOfRange(inputs, from, to), Arrays.copyOfRange(targets, from, to), classes);
  }

  /** These samples, filled up to {@code size} with blank ones of class -1. */
  public Samples padded(int size) {
    float[][] x = Arrays.copyOf(inputs, size);
    float[] y = Arrays.copyOf(targets, size);
    for (int i = size(); i < size; i++) {
      x[i] = new float[features()];
      y[i] = -1;
    }
    return new Samples(x, y, classes);
  }

  /** The same samples with every feature, and a real target, brought to mean 0 and deviation 1. */
  public Samples standardised() {
    float[][] x = new float[size()][features()];
    for (int f = 0; f < features(); f++) {
      float[] column = new float[size()];
      for (int i = 0; i < size(); i++) {
        column[i] = inputs[i][f];
      }
      float[] scaled = standardised(column);
      for (int i = 0; i < size(); i++) {
        x[i][f] = scaled[i];
      }
    }
    return new Samples(x, classes ? targets : standardised(targets), classes);
  }

  /** The features of batch number {@code batch}, in a circle through the samples. */
  public NDArray inputs(NDManager manager, int batch, int size) {
    float[] flat = new float[size * features()];
    for (int i = 0; i < size; i++) {
      System.arraycopy(inputs[at(batch, size, i)], 0, flat, i * features(), features());
    }
    return manager.create(flat, new Shape(size, features()));
  }

  /** The targets of batch number {@code batch}: a column of reals, or a vector of classes. */
  public NDArray targets(NDManager manager, int batch, int size) {
    float[] flat = new float[size];
    for (int i = 0; i < size; i++) {
      flat[i] = targets[at(batch, size, i)];
    }
    return manager.create(flat, classes ? new Shape(size) : new Shape(size, 1));
  }

  /** A DJL dataset of these samples, each reshaped to {@code shape}, in their order. */
  public ArrayDataset dataset(NDManager manager, int batchSize, Shape shape) {
    NDArray x = inputs(manager, 0, size());
    return new ArrayDataset.Builder()
        .setData(x.reshape(new Shape(size()).addAll(shape)))
        .optLabels(targets(manager, 0, size()))
        .setSampling(batchSize, false, true)
        .build();
  }

  private int at(int batch, int size, int i) {
    return (int) (((long) batch * size + i) % size());
  }

  private static float[] standardised(float[] column) {
    double mean = 0;
    for (float value : column) {
      mean += value / column.length;
    }
    double variance = 0;
    for (float value : column) {
      variance += (value - mean) * (value - mean) / column.length;
    }
    double deviation = Math.sqrt(variance) + 1e-8;
    float[] scaled = new float[column.length];
    for (int i = 0; i < scaled.length; i++) {
      scaled[i] = (float) ((column[i] - mean) / deviation);
    }
    return scaled;
  }
}
