package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.StackTrace;

/** Statistics of one parameter's gradient, before the optimizer used it. */
@Name("gradprobe.Gradient")
@Label("Gradient")
@Category("Gradprobe")
@Description("Statistics of one parameter's gradient, before the optimizer used it.")
@StackTrace(false)
final class GradientEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Step")
  @Description("Optimizer steps completed before this one, from 0.")
  long step;

  @Label("Parameter")
  @Description("Name of the parameter.")
  String parameter;

  @Label("Shape")
  @Description("Sizes by dimension.")
  String shape;

  @Label("Norm")
  @Description("L2 norm of the gradient's finite elements.")
  double norm;

  @Label("Mean")
  @Description("Mean of the gradient's finite elements.")
  double mean;

  @Label("Minimum")
  @Description("Smallest finite element of the gradient.")
  double min;

  @Label("Maximum")
  @Description("Largest finite element of the gradient.")
  double max;

  @Label("Zero Fraction")
  @Description("Share of elements that are exactly zero.")
  @Percentage
  double zeroFraction;

  @Label("Non-Finite")
  @Description("Number of elements that are NaN or infinite.")
  long nonFinite;
}
