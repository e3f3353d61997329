package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One block of the model's tree. */
@Name("gradprobe.Block")
@Label("Block")
@Category("Gradprobe")
@Description("One block of the model's tree.")
@StackTrace(false)
final class BlockEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Block")
  @Description("Path of the block.")
  String block;

  @Label("Type")
  @Description("Simple class name of the block.")
  String type;

  @Label("Parent")
  @Description("Path of the parent block; empty for the root.")
  String parent;

  @Label("Order")
  @Description("Place in depth-first order, from 0.")
  int order;

  @Label("Inputs")
  @Description("Names of the inputs; empty where unknown.")
  String inputs;

  @Label("Output Shape")
  @Description("Shape of the output; empty where unknown.")
  String outputShape;

  @Label("Parameters")
  @Description("Number of parameters, descendants included.")
  int parameters;

  @Label("Trainable")
  @Description("Number of those parameters that require a gradient.")
  int trainable;
}
