package io.gradprobe.agent.custom.replay;

import io.gradprobe.agent.custom.binding.Accumulation;
import io.gradprobe.agent.custom.heap.BoundSlot;
import io.gradprobe.agent.custom.heap.Candidate;
import io.gradprobe.agent.custom.heap.Nodes;
import io.gradprobe.agent.custom.heap.Snapshot;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.gradcheck.Blame;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;

/**
 * The checks of one run's gradients: which calls are recorded, when a check is made, and of what.
 * Guarded by the run's session.
 */
public final class Checking {
  /** Steps that may pass until all methods are known that only drive the loop. */
  private static final int PATIENCE = 16;

  /** A loss may be so far from a constant multiple of what a method returned. */
  private static final double ROUNDING = 1e-9;

  private final TrainingRun run;
  private final List<Candidate> parameters;
  private final List<BoundSlot> slots;
  private final Nodes nodes;
  private final WeakReference<ClassLoader> loader;
  private Tape tape;
  private double[][] before;
  private boolean checked;
  private int backwards;
  private int incomplete;

  /** Classes whose static fields the calls of steps so far have used. */
  private final Set<String> statics = new HashSet<>();

  /** Whether backward returns the loss: it is evaluated by calling backward once more. */
  private boolean byBackward;

  /** The latest loss that was seen; NaN where none was. */
  private double loss = Double.NaN;

  /** How many times what a method returned the loss was in the step before. */
  private Map<RecordedMethod, Double> ratios = Map.of();

  /** Gradients when the latest outermost backward had returned. */
  private double[][] latest;

  /** What backward met; null where it is not needed. */
  private Snapshot met;

  private String failure = "";

  /** The outermost call of backward that is under way. */
  private Object receiver;

  private Object argument;
  private String className = "";
  private String method = "";
  private String descriptor = "";

  /**
   * @param run whose gradients are checked
   * @param slots those of its binding that are in objects
   * @param loader of the program's classes
   */
  public Checking(
      TrainingRun run, List<Candidate> parameters, List<BoundSlot> slots, ClassLoader loader) {
    this.run = run;
    this.parameters = parameters;
    this.slots = slots;
    this.loader = new WeakReference<>(loader);
    nodes = Nodes.of(slots);
  }

  /** The loss of the step that is about to be made is known. */
  public void loss(double value) {
    loss = value;
  }

  /** A step begins: the calls of the next one are recorded where it is to be checked. */
  public void stepBegins(boolean watched) {
    if (tape != null) {
      tape.phaseBegins();
      if (watched && !checked && latest != null && tape.isComplete()) {
        checkLayers();
      }
      boolean tried = watched && backwards > 0 && !checked;
      if (tried && (tape.isComplete() || ++incomplete > PATIENCE)) {
        run.gradientsNotChecked(
            "the calls from the parameters to the loss of one step can't all be seen");
      }
      close();
    }
    if (run.isGradientCheckDue()) {
      tape = new Tape(made -> nodes != null && nodes.isNode(made), this::phaseBegins);
      tape.start();
    }
  }

  /** Nothing is recorded any more. */
  public void close() {
    if (tape != null) {
      tape.stop();
      tape = null;
    }
    before = null;
    latest = null;
    loss = Double.NaN;
    met = null;
    checked = false;
    backwards = 0;
    receiver = null;
    argument = null;
  }

  /**
   * An outermost backward begins.
   *
   * @param object what it is called on; null for a static method
   * @param first its first argument that is an object
   */
  public void backwardBegins(
      String ofClass, String ofMethod, String ofDescriptor, Object object, Object first) {
    if (tape == null || !tape.isOn() || backwards++ > 0) {
      return;
    }
    tape.phaseBegins();
    className = ofClass;
    method = ofMethod;
    descriptor = ofDescriptor;
    receiver = object;
    argument = first;
    before = gradients();
  }

  /** A recorded method that is backward or another phase begins. */
  private void phaseBegins(Entry entry) {
    boolean wanted = byBackward && backwards == 1 && met == null && failure.isEmpty();
    if (!wanted || !entry.method.is(className, method, descriptor)) {
      return;
    }
    List<Object> roots = new ArrayList<>(Arrays.asList(entry.call));
    parameters.forEach(p -> roots.add(p.path().get()));
    try {
      met = Snapshot.of(roots, classes());
    } catch (IllegalAccessException | RuntimeException | LinkageError e) {
      failure = e.toString();
    }
  }

  /** An outermost backward has returned. */
  public void backwardEnds() {
    if (tape == null || !tape.isOn() || before == null || checked) {
      return;
    }
    latest = gradients();
    if (backwards > 1) {
      return;
    }
    Entry backward = last();
    statics.addAll(tape.statics());
    if (backward == null || !tape.isComplete()) {
      return;
    }
    Object target = receiver == null ? argument : receiver;
    if (backward.result instanceof Double || backward.result instanceof Float) {
      boolean single = backward.result instanceof Float;
      if (met == null && failure.isEmpty()) {
        // What it changes must be known before it begins: that is the next step.
        byBackward = true;
        checked = true;
        return;
      }
      check(
          Slice.to(backward, tape.calls()),
          result -> ((Number) result).doubleValue(),
          ((Number) backward.result).doubleValue(),
          single,
          none -> Blame.UNKNOWN);
    } else if (nodes != null && nodes.isNode(target)) {
      Operations operations =
          new Operations(nodes, parameters.get(0), backward, tape.samples(), loader.get());
      check(
          Slice.to(target, tape.calls()),
          nodes::value,
          nodes.value(target),
          nodes.isSingle(),
          wrong -> operations.blame());
    }
  }

  /**
   * Forward and backward are calls of their own: the loss is what some method returned, times a
   * constant.
   */
  private void checkLayers() {
    statics.addAll(tape.statics());
    Map<RecordedMethod, Double> now = new HashMap<>();
    Entry made = null;
    for (Entry entry : tape.calls()) {
      boolean isNumber = entry.result instanceof Double || entry.result instanceof Float;
      if (entry.method.isPhase() && now.isEmpty()) {
        continue;
      }
      if (isNumber && !entry.method.isPhase()) {
        now.put(entry.method, loss / ((Number) entry.result).doubleValue());
        made = isSame(now.get(entry.method), ratios.get(entry.method)) ? entry : made;
      }
    }
    boolean first = ratios.isEmpty() && !now.isEmpty();
    ratios = now;
    if (made == null) {
      // One step is needed to find it, another to make sure.
      checked = first;
      return;
    }
    double ratio = now.get(made.method);
    List<Entry> calls = tape.calls();
    Layers layers =
        new Layers(
            run.gradientCheck(),
            parameters,
            ofThisBackward(latest),
            slots,
            calls,
            classes(),
            loader.get());
    check(
        Slice.to(made, calls),
        result -> ratio * ((Number) result).doubleValue(),
        ratio * ((Number) made.result).doubleValue(),
        made.result instanceof Float,
        layers::blame);
  }

  private static boolean isSame(Double ratio, Double before) {
    return before != null
        && Double.isFinite(ratio)
        && ratio != 0
        && Math.abs(ratio - before) <= ROUNDING * Math.abs(ratio);
  }

  /** The call of backward that has just returned; null where it was not recorded. */
  private Entry last() {
    Entry last = null;
    for (Entry entry : tape.calls()) {
      last = entry.method.is(className, method, descriptor) ? entry : last;
    }
    return last;
  }

  private void check(
      List<Entry> calls,
      Function<Object, Double> number,
      double loss,
      boolean single,
      ReplayedStep.Blamer blame) {
    if (calls.isEmpty()) {
      return;
    }
    checked = true;
    Replay replay = new Replay(calls, loader.get());
    RecordedMethod impure = replay.impure();
    if (impure != null) {
      run.gradientsNotChecked(
          impure.plainName() + " does what can't be put back, such as input and output");
      return;
    }
    if (!tape.isAlone()) {
      run.gradientsNotChecked("other threads run the program's methods meanwhile");
      return;
    }
    double[][] gradients = ofThisBackward(latest);
    if (!failure.isEmpty()) {
      run.gradientsNotChecked("the state of the program can't be kept: " + failure);
      return;
    }
    try {
      run.checkGradients(
          new ReplayedStep(
              parameters, gradients, replay, number, loss, single, met, classes(), blame),
          "");
    } catch (IllegalAccessException | RuntimeException | LinkageError e) {
      run.gradientsNotChecked("the state of the program can't be kept: " + e);
    } finally {
      // Until then no other tape runs, so that no two checks do.
      tape.stop();
    }
  }

  private List<Class<?>> classes() {
    List<Class<?>> classes = new ArrayList<>();
    for (String name : statics) {
      try {
        classes.add(Class.forName(name, false, loader.get()));
      } catch (ClassNotFoundException e) {
        throw new IllegalStateException(e);
      }
    }
    return classes;
  }

  private double[][] gradients() {
    double[][] gradients = new double[parameters.size()][];
    for (int p = 0; p < gradients.length; p++) {
      gradients[p] = parameters.get(p).access().gradientValues();
    }
    return gradients;
  }

  /** What backward has added to what was there. */
  private double[][] ofThisBackward(double[][] after) {
    double[][] own = new double[after.length][];
    for (int p = 0; p < own.length; p++) {
      Accumulation accumulation = parameters.get(p).slot().accumulation();
      double[] old = before[p];
      boolean anew = accumulation == Accumulation.OVERWRITES || old == null || isZero(old);
      if (Arrays.equals(old, after[p]) && !isZero(old)) {
        // Not this backward's, or it had nothing to add.
        continue;
      }
      if (anew || after[p] == null) {
        own[p] = after[p];
      } else if (accumulation == Accumulation.ADDS && old.length == after[p].length) {
        own[p] = after[p].clone();
        for (int i = 0; i < old.length; i++) {
          own[p][i] -= old[i];
        }
      }
    }
    return own;
  }

  private static boolean isZero(double[] values) {
    for (double value : values == null ? new double[0] : values) {
      if (value != 0) {
        return false;
      }
    }
    return true;
  }
}
