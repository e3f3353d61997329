package io.gradprobe.runtime;

import java.util.Map;

/**
 * A training loop as a script: each method is one call of the program, makes what that call makes
 * in memory, and tells the run what probes would tell it. A call stands on its usual line unless
 * {@link #at} has said otherwise.
 */
final class ScriptedRun {
  static final int ZERO = 8;
  static final int FORWARD = 10;
  static final int BACKWARD = 12;
  static final int CLIP = 14;
  static final int STEP = 16;
  static final int UPDATE = 18;
  static final int WRITE = 20;
  static final double RATE = 0.01;

  final TrainingRun run;
  final ScriptedLocator locator;
  final ArrayParameter[] parameters;
  private final ScriptedMonitor owner;
  private int next;
  private double loss = 1;
  private long backwards;
  private boolean divided = true;
  private double rate = RATE;

  ScriptedRun(
      ScriptedMonitor owner,
      TrainingRun run,
      ScriptedLocator locator,
      ArrayParameter... parameters) {
    this.owner = owner;
    this.run = run;
    this.locator = locator;
    this.parameters = parameters;
  }

  /** The next call stands on this line. */
  ScriptedRun at(int line) {
    next = line;
    return this;
  }

  private void stand(int usual) {
    locator.line(next == 0 ? usual : next);
    next = 0;
  }

  /** A loss that falls, as it does where training works. */
  private double nextLoss() {
    return loss * Math.pow(0.9995, backwards++);
  }

  /** The losses from now on. */
  ScriptedRun loss(double value) {
    loss = value;
    backwards = 0;
    return this;
  }

  /** Whether the losses from now on are divided by a number before backward. */
  ScriptedRun divided(boolean yes) {
    divided = yes;
    return this;
  }

  ScriptedRun learningRate(double value) {
    rate = value;
    return this;
  }

  // ---- forward ----

  /** A recorded training forward through all parameters. */
  ScriptedRun forward() {
    int[] all = new int[parameters.length];
    for (int i = 0; i < all.length; i++) {
      all[i] = i;
    }
    return forwardThrough(all);
  }

  /** A recorded training forward through some parameters. */
  ScriptedRun forwardThrough(int... used) {
    stand(FORWARD);
    run.forwardBegin(true);
    for (int i : used) {
      run.usedInForward(i);
    }
    run.forwardEnd("net", true, true, false, true, 32);
    return this;
  }

  /** A training forward outside the gradient collector. */
  ScriptedRun forwardUnrecorded() {
    return forward(true, false);
  }

  /** An evaluation that is as it should be. */
  ScriptedRun evaluate() {
    return forward(false, false);
  }

  /** An evaluation-mode forward inside the gradient collector. */
  ScriptedRun evaluateRecorded() {
    return forward(false, true);
  }

  private ScriptedRun forward(boolean training, boolean recording) {
    stand(FORWARD);
    run.forwardBegin(training);
    run.forwardEnd("net", training, recording, false, true, 32);
    return this;
  }

  // ---- backward ----

  /** A backward that adds one number to the gradient of each parameter; NaN is a number too. */
  ScriptedRun backward(double... gradients) {
    stand(BACKWARD);
    run.backwardBegin(1, "", nextLoss(), true, divided);
    add(gradients);
    run.backwardEnd(null);
    owner.monitor.backwardSeen();
    return this;
  }

  /** A backward that passes through another run's parameters too. */
  ScriptedRun backwardWith(ScriptedRun other, double... gradients) {
    stand(BACKWARD);
    other.stand(BACKWARD);
    run.backwardBegin(1, "", nextLoss(), true, divided);
    other.run.backwardBegin(1, "", nextLoss(), true, divided);
    add(gradients);
    other.add(gradients);
    run.backwardEnd(null);
    other.run.backwardEnd(null);
    owner.monitor.backwardSeen();
    return this;
  }

  private void add(double... gradients) {
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].trainable && i < gradients.length && gradients[i] != NONE) {
        parameters[i].addGradient(gradients[i]);
      }
    }
  }

  /** Stands for "this backward does not reach the parameter at all". */
  static final double NONE = Double.NEGATIVE_INFINITY;

  /** A backward that the engine refuses. */
  ScriptedRun backwardFails(String message) {
    stand(BACKWARD);
    run.backwardBegin(1, "", nextLoss(), true, divided);
    run.backwardEnd(new IllegalStateException(message));
    return this;
  }

  // ---- clearing and clipping ----

  /** Clears every gradient in the process, as a gradient collector does. */
  ScriptedRun zeroGrad() {
    return zeroGrad(this);
  }

  /** The same where the process has other runs too. */
  ScriptedRun zeroGrad(ScriptedRun... all) {
    for (ScriptedRun one : all) {
      for (ArrayParameter p : one.parameters) {
        p.clearGradient();
      }
      one.stand(ZERO);
      one.run.gradientsCleared();
    }
    return this;
  }

  /** Clears by {@code g - g}, which keeps NaN. */
  ScriptedRun zeroGradBySubtraction() {
    for (ArrayParameter p : parameters) {
      p.scaleGradient(0);
    }
    stand(ZERO);
    run.gradientsCleared();
    return this;
  }

  /** Clears by writing zeros into each gradient. */
  ScriptedRun zeroInPlace() {
    stand(ZERO);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i].clearGradient();
      run.gradientZeroed(i);
    }
    return this;
  }

  /** Clears by a means that no probe sees. */
  ScriptedRun zeroUnseen() {
    for (ArrayParameter p : parameters) {
      p.clearGradient();
    }
    return this;
  }

  /** Scales every gradient in place. */
  ScriptedRun clip(double factor) {
    stand(CLIP);
    for (int i = 0; i < parameters.length; i++) {
      parameters[i].scaleGradient(factor);
      run.gradientChanged(i, factor);
    }
    return this;
  }

  /** Clips a copy of every gradient and throws it away. */
  ScriptedRun clipCopies(double limit) {
    stand(CLIP);
    for (int i = 0; i < parameters.length; i++) {
      run.gradientCopyClipped(i, limit);
    }
    return this;
  }

  // ---- steps ----

  /** A step of the engine's own optimizer, which clears what it has used. */
  ScriptedRun step() {
    return step("", true, 0);
  }

  /** A step of an optimizer that leaves gradients as they are. */
  ScriptedRun stepKeepingGradients() {
    return step("", false, 0);
  }

  ScriptedRun stepWithDecay(double decay) {
    return step("", true, decay);
  }

  ScriptedRun stepInside(String evaluation) {
    return step(evaluation, true, 0);
  }

  private ScriptedRun step(String evaluation, boolean clears, double decay) {
    stand(STEP);
    if (run.stepBegin(evaluation)) {
      return this;
    }
    for (int i = 0; i < parameters.length; i++) {
      ArrayParameter p = parameters[i];
      if (p.trainable) {
        p.descend(rate);
        p.scaleValue(1 - rate * decay);
        run.optimizerUpdate(i, rate, decay, 1, Double.NaN);
        if (clears) {
          p.clearGradient();
          run.gradientClearedByOptimizer(i);
        }
        run.parameterUpdated(i);
      }
    }
    run.stepEnd(null);
    return this;
  }

  /** A step of an optimizer that throws. */
  ScriptedRun stepFails() {
    stand(STEP);
    if (!run.stepBegin("")) {
      run.stepEnd(new IllegalStateException("no"));
    }
    return this;
  }

  /** A hand-written update of every parameter that is trainable. */
  ScriptedRun update() {
    int line = next == 0 ? UPDATE : next;
    next = 0;
    for (int i = 0; i < parameters.length; i++) {
      if (parameters[i].trainable) {
        at(line).updateOne(i);
      }
    }
    return this;
  }

  /** {@code w.subi(w.getGradient().mul(rate))}. */
  ScriptedRun updateOne(int i) {
    stand(UPDATE);
    run.gradientRead(i);
    if (!run.weightWriteBegin(i, "subi")) {
      parameters[i].descend(rate);
      run.weightWriteEnd(i);
    }
    return this;
  }

  /** Any other write of the program to a weight, such as {@code w.muli(factor)}. */
  ScriptedRun write(int i, String operation, double factor) {
    stand(WRITE);
    if (!run.weightWriteBegin(i, operation)) {
      parameters[i].scaleValue(factor);
      run.weightWriteEnd(i);
    }
    return this;
  }

  // ---- epochs ----

  ScriptedRun pass() {
    run.passBegin();
    return this;
  }

  ScriptedRun epochEnd(Map<String, Double> metrics) {
    run.epochEnded(metrics);
    return this;
  }
}
