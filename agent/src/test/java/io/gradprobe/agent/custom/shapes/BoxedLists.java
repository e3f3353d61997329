package io.gradprobe.agent.custom.shapes;

import java.util.ArrayList;
import java.util.List;

/** Boxed numbers in lists, with stored gradients that are assigned anew at each step. */
public final class BoxedLists {
  final List<Double> weights = new ArrayList<>(List.of(0.0, 0.0));
  final List<Double> gradients = new ArrayList<>(List.of(0.0, 0.0));

  double predict(double[] x) {
    double sum = 0;
    for (int i = 0; i < x.length; i++) {
      sum += weights.get(i) * x[i];
    }
    return sum;
  }

  void backward(double[] x, double error) {
    for (int i = 0; i < x.length; i++) {
      gradients.set(i, 2 * error * x[i]);
    }
  }

  void step(double rate) {
    for (int i = 0; i < weights.size(); i++) {
      weights.set(i, weights.get(i) - rate * gradients.get(i));
    }
  }

  public static void main(String[] args) {
    BoxedLists model = new BoxedLists();
    for (int i = 0; i < 100; i++) {
      double[] x = {1, i % 5};
      model.backward(x, model.predict(x) - 3 * x[1]);
      model.step(0.01);
    }
  }
}
