package io.gradprobe.agent.custom.probe;

import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntConsumer;

/** Which of a run's parameters its steps are about: masks by parameter. */
final class StepParameters {
  private final Parameters parameters;

  /** Those that some step was seen to change. */
  private final boolean[] moved;

  /** Of those that none was, before the step under way. */
  private final long[] fingerprints;

  /** Those of the step under way. */
  private final boolean[] updated;

  private final boolean[] everUpdated;
  private boolean everyStepIsWhole = true;

  StepParameters(Parameters parameters) {
    this.parameters = parameters;
    int count = parameters.count();
    moved = new boolean[count];
    Arrays.fill(moved, true);
    fingerprints = new long[count];
    updated = new boolean[count];
    everUpdated = new boolean[count];
  }

  /**
   * Takes over what some steps have shown.
   *
   * @return the parameters that these steps were about
   */
  boolean[] learn(Learning.Lesson lesson) {
    boolean[] used = new boolean[moved.length];
    for (int i = 0; i < used.length; i++) {
      used[i] = lesson.hasChanged(parameters.get(i));
      moved[i] = used[i] || lesson.changed().isEmpty();
    }
    everyStepIsWhole = areAlike(lesson.steps());
    if (lesson.changed().isEmpty()) {
      lesson.steps().forEach(step -> or(used, parameters.of(step.call())));
    }
    or(everUpdated, used);
    return used;
  }

  /** Whether each round of steps was about the same parameters as the others. */
  private boolean areAlike(List<Learning.Step> steps) {
    Map<Integer, boolean[]> rounds = new HashMap<>();
    for (Learning.Step step : steps) {
      or(
          rounds.computeIfAbsent(step.round(), r -> new boolean[moved.length]),
          concerned(step.call()));
    }
    boolean[] first = null;
    for (boolean[] round : rounds.values()) {
      if (first != null && !Arrays.equals(first, round)) {
        return false;
      }
      first = round;
    }
    return true;
  }

  private static void or(boolean[] into, boolean[] other) {
    for (int i = 0; i < into.length; i++) {
      into[i] |= other[i];
    }
  }

  /**
   * The parameters that a step is about: those that can be reached from the call, but for those
   * that no step has been seen to change, for all their gradients, while it changed others.
   */
  boolean[] concerned(Call call) {
    boolean[] reached = parameters.of(call).clone();
    for (int i = 0; i < reached.length; i++) {
      // With no gradient it is no wonder that it does not change.
      reached[i] &= moved[i] || parameters.get(i).access().gradientSquares() <= 0;
    }
    return reached;
  }

  /** A step begins. */
  void begin() {
    Arrays.fill(updated, false);
    for (int i = 0; i < moved.length; i++) {
      if (!moved[i]) {
        fingerprints[i] = parameters.get(i).access().fingerprint();
      }
    }
  }

  /** The step under way is about these too. */
  void add(boolean[] mask) {
    or(updated, mask);
  }

  /** Whether a call goes on with the step that is under way: it is about other parameters. */
  boolean isContinued(boolean[] mask) {
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] && updated[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the step under way was about all of these already. */
  boolean hasAll(boolean[] mask) {
    for (int i = 0; i < mask.length; i++) {
      if (mask[i] && !updated[i]) {
        return false;
      }
    }
    return true;
  }

  /** Whether the step under way was about all that steps change. */
  boolean isWhole() {
    return Arrays.equals(updated, moved);
  }

  /**
   * The step under way is over.
   *
   * @param alsoMoved takes those that it has changed though none had before
   */
  void end(IntConsumer alsoMoved) {
    for (int i = 0; i < moved.length; i++) {
      if (!moved[i] && fingerprints[i] != parameters.get(i).access().fingerprint()) {
        moved[i] = true;
        updated[i] = true;
        alsoMoved.accept(i);
      }
    }
    or(everUpdated, updated);
    everyStepIsWhole &= Arrays.equals(everUpdated, updated);
  }

  /** Those that any step was about. */
  boolean[] everUpdated() {
    return everUpdated;
  }

  /** Whether each step was about all that any was about. */
  boolean isEachWhole() {
    return everyStepIsWhole;
  }
}
