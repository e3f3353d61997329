package io.gradprobe.agent.custom.replay;

import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.Snapshot;
import io.gradprobe.runtime.gradcheck.Blame;
import io.gradprobe.runtime.gradcheck.CheckedStep;
import io.gradprobe.runtime.gradcheck.Mismatch;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/** A step of the program's own whose calls are made again, from the very state that they met. */
final class ReplayedStep implements CheckedStep {
  /** Looks at single operations. */
  interface Blamer {
    /** As {@link CheckedStep#blame}. */
    Blame blame(List<Mismatch> wrong);
  }

  private final List<Candidate> parameters;
  private final double[][] gradients;
  private final Replay replay;
  private final Function<Object, Double> number;
  private final double stepLoss;
  private final boolean single;
  private final Blamer blame;
  private final Snapshot from;
  private final Snapshot after;

  /** Values to be evaluated with; null for those that are there. */
  private final double[][] moved;

  /**
   * @param gradients what backward has given each; null where not known
   * @param number of the last call's result: the loss
   * @param stepLoss what it was
   * @param single whether the loss has single precision
   * @param from the state that the calls are made from; null for that which is there
   * @param classes whose static fields belong to the state
   * @param blame looks at single operations
   */
  ReplayedStep(
      List<Candidate> parameters,
      double[][] gradients,
      Replay replay,
      Function<Object, Double> number,
      double stepLoss,
      boolean single,
      Snapshot from,
      Collection<Class<?>> classes,
      Blamer blame)
      throws IllegalAccessException {
    this.parameters = parameters;
    this.gradients = gradients;
    this.replay = replay;
    this.number = number;
    this.stepLoss = stepLoss;
    this.single = single || parameters.stream().anyMatch(p -> p.type().equals("float32"));
    this.blame = blame;
    moved = new double[parameters.size()][];
    List<Object> roots = new ArrayList<>(replay.roots());
    parameters.forEach(p -> roots.add(p.path().get()));
    after = from == null ? Snapshot.of(roots, classes) : Snapshot.after(from, roots, classes);
    this.from = from == null ? after : from;
  }

  @Override
  public int parameterCount() {
    return parameters.size();
  }

  @Override
  public boolean isSinglePrecision() {
    return single;
  }

  @Override
  public long elements(int parameter) {
    return parameters.get(parameter).elements();
  }

  @Override
  public double[] value(int parameter) {
    return parameters.get(parameter).access().values();
  }

  @Override
  public double[] gradient(int parameter) {
    return gradients[parameter];
  }

  @Override
  public void write(int parameter, double[] value) {
    moved[parameter] = value;
  }

  @Override
  public double loss() throws Exception {
    from.restore();
    try {
      for (int p = 0; p < moved.length; p++) {
        if (moved[p] != null) {
          parameters.get(p).access().write(moved[p]);
        }
      }
      Double loss = number.apply(replay.run());
      return loss == null ? Double.NaN : loss;
    } finally {
      from.restore();
    }
  }

  @Override
  public double stepLoss() {
    return stepLoss;
  }

  @Override
  public void restore() throws IllegalAccessException {
    after.restore();
  }

  @Override
  public Blame blame(List<Mismatch> wrong) throws Exception {
    try {
      return blame.blame(wrong);
    } finally {
      after.restore();
    }
  }
}
