package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** The end of an epoch. */
@Name("gradprobe.Epoch")
@Label("Epoch")
@Category("Gradprobe")
@Description("The end of an epoch.")
@StackTrace(false)
final class EpochEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Epoch")
  @Description("Epoch from 0; -1 where unknown.")
  int epoch;

  @Label("Step")
  @Description("Optimizer steps completed.")
  long step;

  @Label("Training Loss")
  @Description("Loss on the training data; NaN where unknown.")
  double trainLoss;

  @Label("Validation Loss")
  @Description("Loss on the validation data; NaN where unknown.")
  double validationLoss;

  @Label("Metrics")
  @Description("Further metrics as name=value, separated by commas.")
  String metrics;
}
