package io.gradprobe.demo.custom.spiral;

import java.util.List;
import java.util.Random;

/** Two layers with a ReLU between. */
final class Classifier {
  final Tensor w1;
  final Tensor b1;
  final Tensor w2;
  final Tensor b2;

  Classifier(int inputs, int hidden, int classes, Random random) {
    w1 = Tensor.randn(inputs, hidden, random);
    b1 = new Tensor(1, hidden);
    w2 = Tensor.randn(hidden, classes, random);
    b2 = new Tensor(1, classes);
  }

  Tensor forward(Tensor x) {
    return x.matmul(w1).addRow(b1).relu().matmul(w2).addRow(b2);
  }

  List<Tensor> parameters() {
    return List.of(w1, b1, w2, b2);
  }
}
