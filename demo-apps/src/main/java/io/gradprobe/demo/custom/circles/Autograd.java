package io.gradprobe.demo.custom.circles;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Set;

/** The backward pass. */
final class Autograd {
  private Autograd() {}

  /** Adds the loss's gradient to all that the loss was made from. */
  static void backward(Tensor loss) {
    Deque<Tensor> order = new ArrayDeque<>();
    visit(loss, order, Collections.newSetFromMap(new IdentityHashMap<>()));
    loss.grad = new Tensor(new double[][] {{1}}, false);
    for (Tensor t : order) {
      if (t.gradFn != null) {
        double[][][] gradients = t.gradFn.apply(t.grad.data);
        for (int i = 0; i < gradients.length; i++) {
          accumulate(t.inputs[i], gradients[i]);
        }
      }
    }
  }

  private static void visit(Tensor t, Deque<Tensor> order, Set<Tensor> seen) {
    if (seen.add(t)) {
      for (Tensor input : t.inputs) {
        visit(input, order, seen);
      }
      order.push(t);
    }
  }

  private static void accumulate(Tensor t, double[][] gradient) {
    if (!t.requiresGrad) {
      return;
    }
    if (t.grad == null) {
      t.grad = new Tensor(new double[t.rows()][t.cols()], false);
    }
    for (int i = 0; i < gradient.length; i++) {
      for (int j = 0; j < gradient[i].length; j++) {
        t.grad.data[i][j] += gradient[i][j];
      }
    }
  }
}
