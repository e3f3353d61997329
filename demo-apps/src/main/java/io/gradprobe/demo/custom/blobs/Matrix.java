package io.gradprobe.demo.custom.blobs;

import java.util.Random;
import java.util.function.DoubleUnaryOperator;

/** A matrix that never changes; every operation makes a new one. */
final class Matrix {
  private final double[][] cells;

  Matrix(double[][] cells) {
    this.cells = cells;
  }

  static Matrix random(int rows, int columns, Random random) {
    return new Matrix(new double[rows][columns])
        .map(v -> random.nextGaussian() * Math.sqrt(1.0 / columns));
  }

  static Matrix filled(int rows, int columns, double value) {
    return new Matrix(new double[rows][columns]).map(v -> value);
  }

  double get(int row, int column) {
    return cells[row][column];
  }

  int rows() {
    return cells.length;
  }

  int columns() {
    return cells[0].length;
  }

  Matrix times(Matrix other) {
    double[][] out = new double[rows()][other.columns()];
    for (int i = 0; i < out.length; i++) {
      for (int k = 0; k < columns(); k++) {
        for (int j = 0; j < out[i].length; j++) {
          out[i][j] += cells[i][k] * other.cells[k][j];
        }
      }
    }
    return new Matrix(out);
  }

  Matrix times(double factor) {
    return map(v -> v * factor);
  }

  Matrix minus(Matrix other) {
    double[][] out = new double[rows()][columns()];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < out[i].length; j++) {
        out[i][j] = cells[i][j] - other.cells[i][j];
      }
    }
    return new Matrix(out);
  }

  /** Adds a column to every column. */
  Matrix plusColumn(Matrix column) {
    double[][] out = new double[rows()][columns()];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < out[i].length; j++) {
        out[i][j] = cells[i][j] + column.cells[i][0];
      }
    }
    return new Matrix(out);
  }

  Matrix hadamard(Matrix other) {
    double[][] out = new double[rows()][columns()];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < out[i].length; j++) {
        out[i][j] = cells[i][j] * other.cells[i][j];
      }
    }
    return new Matrix(out);
  }

  Matrix transpose() {
    double[][] out = new double[columns()][rows()];
    for (int i = 0; i < rows(); i++) {
      for (int j = 0; j < columns(); j++) {
        out[j][i] = cells[i][j];
      }
    }
    return new Matrix(out);
  }

  Matrix rowSums() {
    return times(filled(columns(), 1, 1));
  }

  Matrix map(DoubleUnaryOperator function) {
    double[][] out = new double[rows()][columns()];
    for (int i = 0; i < out.length; i++) {
      for (int j = 0; j < out[i].length; j++) {
        out[i][j] = function.applyAsDouble(cells[i][j]);
      }
    }
    return new Matrix(out);
  }

  double sum() {
    double sum = 0;
    for (double[] row : cells) {
      for (double cell : row) {
        sum += cell;
      }
    }
    return sum;
  }
}
