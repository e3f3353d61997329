package io.gradprobe.benchmark;

import java.util.ArrayList;
import java.util.List;

/** A node of a graph of single numbers, as in micrograd. */
final class ScalarValue {
  double data;
  double grad;
  private final ScalarValue[] from;
  private Runnable backward;
  private boolean visited;

  ScalarValue(double data, ScalarValue... from) {
    this.data = data;
    this.from = from;
  }

  ScalarValue add(ScalarValue other) {
    ScalarValue out = new ScalarValue(data + other.data, this, other);
    out.backward =
        () -> {
          grad += out.grad;
          other.grad += out.grad;
        };
    return out;
  }

  ScalarValue mul(ScalarValue other) {
    ScalarValue out = new ScalarValue(data * other.data, this, other);
    out.backward =
        () -> {
          grad += other.data * out.grad;
          other.grad += data * out.grad;
        };
    return out;
  }

  ScalarValue tanh() {
    ScalarValue out = new ScalarValue(Math.tanh(data), this);
    out.backward = () -> grad += (1 - out.data * out.data) * out.grad;
    return out;
  }

  /** Adds the derivatives of this value to the gradients of all that it was made from. */
  void backward() {
    List<ScalarValue> order = new ArrayList<>();
    sort(order);
    grad = 1;
    for (int i = order.size() - 1; i >= 0; i--) {
      ScalarValue value = order.get(i);
      value.visited = false;
      if (value.backward != null) {
        value.backward.run();
      }
    }
  }

  private void sort(List<ScalarValue> order) {
    if (!visited) {
      visited = true;
      for (ScalarValue value : from) {
        value.sort(order);
      }
      order.add(this);
    }
  }
}
