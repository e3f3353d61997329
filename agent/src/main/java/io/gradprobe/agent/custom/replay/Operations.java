package io.gradprobe.agent.custom.replay;

import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.Nodes;
import io.gradprobe.runtime.gradcheck.Blame;
import io.gradprobe.runtime.run.Origin;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the backward of each single operation of a graph with differences of that operation
 * alone: on fresh leaves that have the values which it was seen with.
 */
final class Operations {
  private static final double STEP_SINGLE = 4e-3;
  private static final double STEP_DOUBLE = 1e-5;
  private static final double TOLERANCE = 0.05;

  /** Share of its samples that must be wrong for an operation to be. */
  private static final double SHARE = 0.5;

  private final Nodes nodes;
  private final Class<?> leafClass;
  private final Entry backward;
  private final Map<RecordedMethod, List<Entry>> samples;
  private final ClassLoader loader;

  /**
   * @param nodes reads and makes numbers of the graph
   * @param parameter a leaf is of its class
   * @param backward the program's own call of backward
   * @param samples calls of operations
   */
  Operations(
      Nodes nodes,
      Candidate parameter,
      Entry backward,
      Map<RecordedMethod, List<Entry>> samples,
      ClassLoader loader) {
    this.nodes = nodes;
    Object owner = parameter.owner().get();
    leafClass = owner == null ? null : owner.getClass();
    this.backward = backward;
    this.samples = samples;
    this.loader = loader;
  }

  /** The operation that is wrong. Nobody where that can't be found out: then nothing is told. */
  Blame blame() {
    Origin worst = null;
    int most = 0;
    Replaying.begin();
    try {
      for (Map.Entry<RecordedMethod, List<Entry>> operation : samples.entrySet()) {
        int wrong = 0;
        int judged = 0;
        for (Entry sample : operation.getValue()) {
          Boolean agrees = sample.isPure ? agrees(sample) : null;
          judged += agrees == null ? 0 : 1;
          wrong += agrees == null || agrees ? 0 : 1;
        }
        if (wrong >= SHARE * judged && wrong > most) {
          most = wrong;
          RecordedMethod method = operation.getKey();
          worst = new Origin(method.plainName(), method.location(), "", "");
        }
      }
    } finally {
      Replaying.end();
    }
    return worst == null ? Blame.NOBODY : new Blame(true, worst);
  }

  /** Null where it can't be judged. */
  private Boolean agrees(Entry sample) {
    try {
      Map<Object, Object> leaves = new IdentityHashMap<>();
      Object result = call(sample, leaves, null, 0);
      Double value = nodes.value(result);
      if (leaves.isEmpty() || value == null || !value.equals(nodes.value(sample.result))) {
        return null;
      }
      backward(result);
      Double seed = nodes.gradient(result);
      double scale = seed == null || seed == 0 || !Double.isFinite(seed) ? 1 : seed;
      Boolean agrees = null;
      for (Map.Entry<Object, Object> operand : leaves.entrySet()) {
        Double gradient = nodes.gradient(operand.getValue());
        if (gradient != null && gradient != 0) {
          Boolean one = agrees(sample, operand.getKey(), gradient / scale, value);
          if (one != null && !one) {
            return false;
          }
          agrees = one == null ? agrees : one;
        }
      }
      return agrees;
    } catch (ReflectiveOperationException | RuntimeException | StackOverflowError e) {
      return null;
    }
  }

  private Boolean agrees(Entry sample, Object operand, double gradient, double value)
      throws ReflectiveOperationException {
    double at = nodes.value(operand);
    double step = (nodes.isSingle() ? STEP_SINGLE : STEP_DOUBLE) * Math.max(Math.abs(at), 0.1);
    double[] near = difference(sample, operand, at, step, value);
    double[] far = difference(sample, operand, at, 2 * step, value);
    double resolution = nodes.isSingle() ? Math.ulp(1f) : Math.ulp(1d);
    double error =
        Math.abs(near[0] - far[0])
            + Math.abs(near[1]) / 2
            + 2 * resolution * Math.abs(value) / step;
    // What does not depend on its operand, and has a gradient all the same, is meant to.
    if (near[0] == 0 || !Double.isFinite(near[0] + error)) {
      return null;
    }
    double size = Math.max(Math.abs(gradient), Math.abs(near[0]));
    if (error > TOLERANCE * size) {
      return null;
    }
    return Math.abs(gradient - near[0]) <= TOLERANCE * size + 4 * error;
  }

  /** The central difference and the difference of the two one-sided ones. */
  private double[] difference(Entry sample, Object operand, double at, double step, double value)
      throws ReflectiveOperationException {
    double up = nodes.rounded(at + step);
    double down = nodes.rounded(at - step);
    double above = nodes.value(call(sample, new IdentityHashMap<>(), operand, up));
    double below = nodes.value(call(sample, new IdentityHashMap<>(), operand, down));
    return new double[] {
      (above - below) / (up - down), (above - value) / (up - at) - (value - below) / (at - down)
    };
  }

  /**
   * Calls the operation on fresh leaves.
   *
   * @param leaves filled with the leaf of each operand
   * @param other an operand that gets another value; null for none
   */
  private Object call(Entry sample, Map<Object, Object> leaves, Object other, double value)
      throws ReflectiveOperationException {
    for (Object passed : sample.call) {
      for (Object operand : operands(passed)) {
        if (!leaves.containsKey(operand)) {
          double own = operand == other ? value : nodes.value(operand);
          leaves.put(operand, nodes.leaf(leafClass, own));
        }
      }
    }
    Object[] call = sample.call.clone();
    for (int i = 0; i < call.length; i++) {
      call[i] = Replay.substitute(call[i], leaves);
    }
    return sample.method.call(call, loader);
  }

  private List<Object> operands(Object passed) {
    if (nodes.isNode(passed)) {
      return List.of(passed);
    }
    List<Object> found = new ArrayList<>();
    if (passed instanceof Object[] array) {
      for (Object element : array) {
        found.addAll(operands(element));
      }
    } else if (Replay.isPlainList(passed)) {
      for (Object element : (List<?>) passed) {
        found.addAll(operands(element));
      }
    }
    return found;
  }

  /** Calls backward as the program does, from another node. */
  private void backward(Object result) throws ReflectiveOperationException {
    Object[] call = backward.call.clone();
    for (int i = 0; i < call.length; i++) {
      if (nodes.isNode(call[i])) {
        call[i] = result;
        backward.method.call(call, loader);
        return;
      }
    }
    throw new NoSuchMethodException("backward of a node");
  }
}
