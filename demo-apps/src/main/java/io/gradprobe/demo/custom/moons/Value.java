package io.gradprobe.demo.custom.moons;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** A number that remembers what it was made from, so that its derivatives can be found. */
final class Value {
  double data;
  double grad;
  private final Value[] children;
  private Runnable backward = () -> {};

  Value(double data, Value... children) {
    this.data = data;
    this.children = children;
  }

  Value add(Value other) {
    Value out = new Value(data + other.data, this, other);
    out.backward =
        () -> {
          this.grad += out.grad;
          other.grad += out.grad;
        };
    return out;
  }

  Value mul(Value other) {
    Value out = new Value(data * other.data, this, other);
    out.backward =
        () -> {
          this.grad += other.data * out.grad;
          other.grad += this.data * out.grad;
        };
    return out;
  }

  Value pow(double exponent) {
    Value out = new Value(Math.pow(data, exponent), this);
    out.backward = () -> this.grad += exponent * Math.pow(data, exponent - 1) * out.grad;
    return out;
  }

  Value tanh() {
    Value out = new Value(Math.tanh(data), this);
    out.backward = () -> this.grad += (1 - out.data * out.data) * out.grad;
    return out;
  }

  Value sub(Value other) {
    return add(other.mul(new Value(-1)));
  }

  /** Finds the derivatives of this value with respect to all that it was made from. */
  void backward() {
    List<Value> order = new ArrayList<>();
    sort(this, order, new HashSet<>());
    this.grad = 1;
    for (int i = order.size() - 1; i >= 0; i--) {
      order.get(i).backward.run();
    }
  }

  private static void sort(Value value, List<Value> order, Set<Value> seen) {
    if (seen.add(value)) {
      for (Value child : value.children) {
        sort(child, order, seen);
      }
      order.add(value);
    }
  }
}
