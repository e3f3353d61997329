package io.gradprobe.demo.custom.spiral;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/** A matrix of floats with its gradient beside it. */
final class Tensor {
  final int rows;
  final int cols;
  final float[] data;
  final float[] grad;
  private List<Tensor> parents = List.of();
  private Runnable backwardFn;

  Tensor(int rows, int cols) {
    this.rows = rows;
    this.cols = cols;
    data = new float[rows * cols];
    grad = new float[rows * cols];
  }

  static Tensor randn(int rows, int cols, Random random) {
    Tensor t = new Tensor(rows, cols);
    for (int i = 0; i < t.data.length; i++) {
      t.data[i] = (float) (random.nextGaussian() * Math.sqrt(2.0 / rows));
    }
    return t;
  }

  Tensor matmul(Tensor b) {
    Tensor out = new Tensor(rows, b.cols);
    for (int i = 0; i < rows; i++) {
      for (int k = 0; k < cols; k++) {
        float a = data[i * cols + k];
        for (int j = 0; j < b.cols; j++) {
          out.data[i * b.cols + j] += a * b.data[k * b.cols + j];
        }
      }
    }
    out.parents = List.of(this, b);
    out.backwardFn =
        () -> {
          for (int i = 0; i < rows; i++) {
            for (int k = 0; k < cols; k++) {
              float sum = 0;
              for (int j = 0; j < b.cols; j++) {
                float g = out.grad[i * b.cols + j];
                sum += g * b.data[k * b.cols + j];
                b.grad[k * b.cols + j] += g * data[i * cols + k];
              }
              grad[i * cols + k] += sum;
            }
          }
        };
    return out;
  }

  Tensor addRow(Tensor row) {
    Tensor out = new Tensor(rows, cols);
    for (int i = 0; i < out.data.length; i++) {
      out.data[i] = data[i] + row.data[i % cols];
    }
    out.parents = List.of(this, row);
    out.backwardFn =
        () -> {
          for (int i = 0; i < out.grad.length; i++) {
            grad[i] += out.grad[i];
            row.grad[i % cols] += out.grad[i];
          }
        };
    return out;
  }

  Tensor relu() {
    Tensor out = new Tensor(rows, cols);
    for (int i = 0; i < out.data.length; i++) {
      out.data[i] = Math.max(0, data[i]);
    }
    out.parents = List.of(this);
    out.backwardFn =
        () -> {
          for (int i = 0; i < out.grad.length; i++) {
            grad[i] += data[i] > 0 ? out.grad[i] : 0;
          }
        };
    return out;
  }

  /** The mean cross-entropy of these scores, a row for each sample. */
  Tensor crossEntropy(int[] labels) {
    Tensor out = new Tensor(1, 1);
    float[] probs = new float[data.length];
    for (int i = 0; i < rows; i++) {
      float max = Float.NEGATIVE_INFINITY;
      for (int j = 0; j < cols; j++) {
        max = Math.max(max, data[i * cols + j]);
      }
      double sum = 0;
      for (int j = 0; j < cols; j++) {
        sum += Math.exp(data[i * cols + j] - max);
      }
      for (int j = 0; j < cols; j++) {
        probs[i * cols + j] = (float) (Math.exp(data[i * cols + j] - max) / sum);
      }
      out.data[0] -= (float) Math.log(probs[i * cols + labels[i]] + 1e-9f) / rows;
    }
    out.parents = List.of(this);
    out.backwardFn =
        () -> {
          for (int i = 0; i < probs.length; i++) {
            float hit = labels[i / cols] == i % cols ? 1 : 0;
            grad[i] += out.grad[0] * (probs[i] - hit) / rows;
          }
        };
    return out;
  }

  void backward() {
    List<Tensor> topo = new ArrayList<>();
    build(topo, new HashSet<>());
    grad[0] = 1;
    for (int i = topo.size() - 1; i >= 0; i--) {
      if (topo.get(i).backwardFn != null) {
        topo.get(i).backwardFn.run();
      }
    }
  }

  private void build(List<Tensor> topo, Set<Tensor> visited) {
    if (visited.add(this)) {
      parents.forEach(p -> p.build(topo, visited));
      topo.add(this);
    }
  }
}
