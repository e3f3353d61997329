package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** One optimizer step, from its first phase to the end of the optimizer. */
@Name("gradprobe.Step")
@Label("Training Step")
@Category("Gradprobe")
@Description("One optimizer step, from its first phase to the end of the optimizer.")
@StackTrace(false)
final class StepEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Step")
  @Description("Optimizer steps completed before this one, from 0.")
  long step;

  @Label("Epoch")
  @Description("Epoch from 0; -1 where unknown.")
  int epoch;

  @Label("Loss")
  @Description("Value that the latest backward began from; NaN where it was not read.")
  double loss;

  @Label("Gradient Norm")
  @Description("L2 norm over all gradients; NaN where it was not measured.")
  double gradientNorm;

  @Label("Learning Rate")
  @Description("Learning rate of the step; NaN where unknown.")
  double learningRate;

  @Label("Batch Size")
  @Description("Samples since the last step; 0 where unknown.")
  long batchSize;

  @Label("Backwards")
  @Description("Backward passes since the last step.")
  int backwards;

  @Label("Sampled")
  @Description("Whether gradients were measured at this step.")
  boolean sampled;

  @Label("Data Time")
  @Description("Time between the last step's end and the first forward.")
  @Timespan(Timespan.NANOSECONDS)
  long dataTime;

  @Label("Forward Time")
  @Description("Time in forward.")
  @Timespan(Timespan.NANOSECONDS)
  long forwardTime;

  @Label("Backward Time")
  @Description("Time in backward.")
  @Timespan(Timespan.NANOSECONDS)
  long backwardTime;

  @Label("Optimizer Time")
  @Description("Time in the optimizer.")
  @Timespan(Timespan.NANOSECONDS)
  long optimizerTime;
}
