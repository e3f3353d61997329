package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One parameter of the model, at the run's start and when its state changes. */
@Name("gradprobe.Parameter")
@Label("Parameter")
@Category("Gradprobe")
@Description("One parameter of the model, at the run's start and when its state changes.")
@StackTrace(false)
final class ParameterEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Parameter")
  @Description("Name of the parameter.")
  String parameter;

  @Label("Block")
  @Description("Path of the block that owns it; empty for a bare array.")
  String block;

  @Label("Role")
  @Description("What it is in its block, such as weight or bias; empty where unknown.")
  String role;

  @Label("Shape")
  @Description("Sizes by dimension.")
  String shape;

  @Label("Elements")
  @Description("Product of the sizes.")
  long elements;

  @Label("Element Type")
  @Description("Type of the elements, such as float32.")
  String type;

  @Label("Device")
  @Description("Device that holds it.")
  String device;

  @Label("Trainable")
  @Description("Whether it requires a gradient.")
  boolean trainable;

  @Label("Optimizer")
  @Description("Class of the optimizer that updates it; empty where unknown.")
  String optimizer;

  @Label("Uses In Forward")
  @Description("How often the forwards of the latest measured step used it; -1 where unknown.")
  int usesInForward;
}
