package io.gradprobe.demo.custom.terrain;

import java.util.Arrays;

/** The numbers of a tensor. */
final class Storage {
  private final double[] buffer;

  Storage(int size) {
    buffer = new double[size];
  }

  int size() {
    return buffer.length;
  }

  double get(int index) {
    return buffer[index];
  }

  void add(int index, double amount) {
    buffer[index] += amount;
  }

  void scale(double factor) {
    for (int i = 0; i < buffer.length; i++) {
      buffer[i] *= factor;
    }
  }

  void fill(double value) {
    Arrays.fill(buffer, value);
  }

  double squared() {
    return Arrays.stream(buffer).map(v -> v * v).sum();
  }
}
