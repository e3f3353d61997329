package io.gradprobe.agent.custom.replay;

import io.gradprobe.agent.custom.heap.BoundSlot;
import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.Candidates;
import io.gradprobe.agent.custom.heap.Numbers;
import io.gradprobe.runtime.gradcheck.Blame;
import io.gradprobe.runtime.gradcheck.GradientCheck;
import io.gradprobe.runtime.gradcheck.Mismatch;
import io.gradprobe.runtime.run.Origin;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/**
 * Compares the backward of each layer with differences of its forward alone: what it was given,
 * times what forward gives, is a scalar whose derivatives backward must have found. By itself that
 * proves little (a last layer may be given the gradient of something further on), but a fault of a
 * layer shows here too.
 */
final class Layers {
  private final GradientCheck check;
  private final List<Candidate> parameters;
  private final double[][] gradients;
  private final List<BoundSlot> slots;
  private final List<Entry> calls;
  private final Collection<Class<?>> classes;
  private final ClassLoader loader;

  /**
   * @param parameters all of the model
   * @param gradients of each; null where not known
   * @param calls of the step, backward included
   * @param classes whose static fields belong to the state
   */
  Layers(
      GradientCheck check,
      List<Candidate> parameters,
      double[][] gradients,
      List<BoundSlot> slots,
      List<Entry> calls,
      Collection<Class<?>> classes,
      ClassLoader loader) {
    this.check = check;
    this.parameters = parameters;
    this.gradients = gradients;
    this.slots = slots;
    this.calls = calls;
    this.classes = classes;
    this.loader = loader;
  }

  /** The layer of a wrong parameter that is wrong by itself too; nobody where there is none. */
  Blame blame(List<Mismatch> wrong) {
    for (int i = 0; i < calls.size(); i++) {
      Entry backward = calls.get(i);
      double[] given = backward.method.isPhase() ? given(backward) : null;
      Entry forward = given == null ? null : forward(backward.call[0], i, given.length);
      if (forward != null && forward.isPure && isWrong(backward, forward, given, wrong)) {
        String layer = backward.call[0].getClass().getSimpleName();
        return new Blame(true, new Origin(layer, backward.method.location(), "", ""));
      }
    }
    return Blame.NOBODY;
  }

  private static double[] given(Entry backward) {
    for (int i = 1; i < backward.call.length && backward.call[0] != null; i++) {
      double[] numbers = Numbers.of(backward.call[i]);
      if (numbers != null) {
        return numbers;
      }
    }
    return null;
  }

  private Entry forward(Object layer, int before, int length) {
    for (int i = before - 1; i >= 0; i--) {
      Entry entry = calls.get(i);
      if (entry.call[0] == layer && !entry.method.isPhase()) {
        double[] numbers = Numbers.of(entry.result);
        if (numbers != null && numbers.length == length) {
          return entry;
        }
      }
    }
    return null;
  }

  private boolean isWrong(Entry backward, Entry forward, double[] given, List<Mismatch> wrong) {
    Set<Object> owners = Candidates.owners(List.of(backward.call[0]), slots);
    owners.add(backward.call[0]);
    List<Candidate> own = new ArrayList<>();
    List<double[]> ownGradients = new ArrayList<>();
    boolean concerned = false;
    for (int p = 0; p < parameters.size(); p++) {
      if (owners.contains(parameters.get(p).owner().get())) {
        int index = p;
        own.add(parameters.get(p));
        ownGradients.add(gradients[p]);
        concerned |= wrong.stream().anyMatch(mismatch -> mismatch.parameter() == index);
      }
    }
    if (!concerned) {
      return false;
    }
    try {
      ReplayedStep part =
          new ReplayedStep(
              own,
              ownGradients.toArray(new double[0][]),
              new Replay(List.of(forward), loader),
              result -> product(given, Numbers.of(result)),
              Double.NaN,
              false,
              null,
              classes,
              none -> Blame.UNKNOWN);
      try {
        return Boolean.FALSE.equals(check.agrees(part));
      } finally {
        part.restore();
      }
    } catch (IllegalAccessException e) {
      return false;
    }
  }

  private static Double product(double[] a, double[] b) {
    if (b == null || b.length != a.length) {
      return Double.NaN;
    }
    double sum = 0;
    for (int i = 0; i < a.length; i++) {
      sum += a[i] * b[i];
    }
    return sum;
  }
}
