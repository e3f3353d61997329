package io.gradprobe.benchmark;

import java.util.Random;

/**
 * What a net is trained on, whatever trains it: some batches of random inputs and their classes,
 * over and over.
 */
final class Batches {
  static final int CLASSES = 10;

  private static final int BATCHES = 16;

  /** Of each batch so many labels are drawn anew: no usual training gets to a loss of zero. */
  private static final double DRAWN = 0.2;

  private final float[][] inputs = new float[BATCHES][];
  private final float[][] labels = new float[BATCHES][];
  private final Random noise = new Random(2);
  private int current = -1;

  // The class is where the weighted sums of a sample's features are largest.
  Batches(int samples, int features) {
    Random random = new Random(1);
    float[][] teacher = new float[CLASSES][features];
    for (float[] row : teacher) {
      for (int f = 0; f < features; f++) {
        row[f] = (float) random.nextGaussian();
      }
    }
    for (int b = 0; b < BATCHES; b++) {
      inputs[b] = new float[samples * features];
      labels[b] = new float[samples];
      for (int i = 0; i < inputs[b].length; i++) {
        inputs[b][i] = (float) random.nextGaussian();
      }
      for (int s = 0; s < samples; s++) {
        labels[b][s] = label(teacher, inputs[b], s * features);
      }
    }
  }

  /** Goes on to the next batch. */
  void next() {
    current = (current + 1) % BATCHES;
  }

  /** The inputs of this batch, sample after sample. */
  float[] inputs() {
    return inputs[current];
  }

  /** The classes of this batch, some of them drawn anew with each call. */
  float[] labels() {
    float[] drawn = labels[current].clone();
    for (int i = 0; i < DRAWN * drawn.length; i++) {
      drawn[noise.nextInt(drawn.length)] = noise.nextInt(CLASSES);
    }
    return drawn;
  }

  private static int label(float[][] teacher, float[] input, int offset) {
    int best = 0;
    float bestSum = Float.NEGATIVE_INFINITY;
    for (int c = 0; c < teacher.length; c++) {
      float sum = 0;
      for (int f = 0; f < teacher[c].length; f++) {
        sum += teacher[c][f] * input[offset + f];
      }
      if (sum > bestSum) {
        bestSum = sum;
        best = c;
      }
    }
    return best;
  }
}
