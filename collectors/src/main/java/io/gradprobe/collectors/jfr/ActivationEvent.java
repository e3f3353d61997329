package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Statistics of the output of one block, or of a function called in it. */
@Name("gradprobe.Activation")
@Label("Activation")
@Category("Gradprobe")
@Description("Statistics of the output of one block, or of a function called in it.")
@StackTrace(false)
final class ActivationEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Step")
  @Description("Optimizer steps completed before this one, from 0.")
  long step;

  @Label("Block")
  @Description("Path of the block; for a tapped place of the source, file and line.")
  String block;

  @Label("Function")
  @Description(
      "Activation function called in the block, such as relu; empty for the block's output. For a"
          + " tapped place, the method that made the result.")
  String function;

  @Label("Shape")
  @Description("Shape of the output.")
  String shape;

  @Label("Norm")
  @Description("L2 norm of the output's finite elements.")
  double norm;

  @Label("Mean")
  @Description("Mean of the output's finite elements.")
  double mean;

  @Label("Minimum")
  @Description("Smallest finite element of the output.")
  double min;

  @Label("Maximum")
  @Description("Largest finite element of the output.")
  double max;

  @Label("Zero Fraction")
  @Description("Share of elements that are exactly zero, from 0 to 1.")
  double zeroFraction;

  @Label("Saturated Fraction")
  @Description(
      "Share of units that hardly react: dead ReLUs, sigmoids and tanhs at their ends; NaN where unknown.")
  double saturatedFraction;

  @Label("Non-Finite")
  @Description("Number of elements that are NaN or infinite.")
  long nonFinite;

  @Label("Gradient Norm")
  @Description("L2 norm of the loss's gradient by this output; NaN where it was not tapped.")
  double gradientNorm;
}
