package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Statistics of one parameter's value, after the optimizer changed it. */
@Name("gradprobe.Weight")
@Label("Weight")
@Category("Gradprobe")
@Description("Statistics of one parameter's value, after the optimizer changed it.")
@StackTrace(false)
final class WeightEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Step")
  @Description("Optimizer steps completed before this one, from 0.")
  long step;

  @Label("Parameter")
  @Description("Name of the parameter.")
  String parameter;

  @Label("Norm")
  @Description("L2 norm of the parameter's finite elements.")
  double norm;

  @Label("Mean")
  @Description("Mean of the parameter's finite elements.")
  double mean;

  @Label("Minimum")
  @Description("Smallest finite element of the parameter.")
  double min;

  @Label("Maximum")
  @Description("Largest finite element of the parameter.")
  double max;

  @Label("Update Ratio")
  @Description("Size of the step's change over the size of the parameter; NaN where not measured.")
  double updateRatio;

  @Label("Non-Finite")
  @Description("Number of elements that are NaN or infinite.")
  long nonFinite;
}
