package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.observe.RunView;
import io.gradprobe.runtime.run.Origin;

/** The names that verdicts use for what they are about. */
public final class Subjects {

  /** The subject of verdicts on the loss and on the number of backwards. */
  public static final String LOSS = "loss";

  private Subjects() {}

  /** A parameter's name; the model's where there is no such parameter. */
  public static String name(RunView run, int parameter) {
    if (parameter >= 0 && parameter < run.parameterCount()) {
      return run.parameter(parameter).name();
    }
    String model = run.info() == null ? "" : run.info().name();
    return model.isEmpty() ? "model" : model;
  }

  /** The first parameter that requires a gradient; else the first one; else the model. */
  public static String firstTrainable(RunView run) {
    for (int i = 0; i < run.parameterCount(); i++) {
      if (run.parameter(i).trainable()) {
        return run.parameter(i).name();
      }
    }
    return name(run, 0);
  }

  /** {@code name}, or {@code name and 3 more} where four are concerned. */
  public static String andMore(String name, int concerned) {
    return concerned > 1 ? name + " and " + (concerned - 1) + " more" : name;
  }

  /** What the program's code says besides, to be put behind a fact; empty where unknown. */
  public static String also(Origin reading) {
    return reading == null || reading.detail().isEmpty() ? "" : "; " + reading.detail();
  }

  /** {@code 1 step}, {@code 2 steps}. */
  public static String counted(long number, String what) {
    return number + " " + what + (number == 1 ? "" : "s");
  }
}
