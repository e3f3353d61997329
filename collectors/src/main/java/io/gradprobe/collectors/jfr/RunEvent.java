package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;
import jdk.jfr.Timestamp;

/**
 * A training run: one life of a trainer or optimizer. Committed at the run's start and again when a
 * recording begins during it.
 */
@Name("gradprobe.Run")
@Label("Training Run")
@Category("Gradprobe")
@Description(
    "A training run: one life of a trainer or optimizer. Committed at the run's start and again"
        + " when a recording begins during it.")
@StackTrace(false)
final class RunEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Framework")
  @Description("Framework that trains, such as DJL.")
  String framework;

  @Label("Version")
  @Description("Version of the framework; empty where unknown.")
  String version;

  @Label("Engine")
  @Description("Engine below the framework, with its version.")
  String engine;

  @Label("Kind")
  @Description("How the loop drives the framework: trainer, block or array.")
  String kind;

  @Label("Model")
  @Description("Name of the model; empty where it has none.")
  String name;

  @Label("Devices")
  @Description("Devices trained on, comma-separated.")
  String devices;

  @Label("Parameters")
  @Description("Number of parameters.")
  int parameters;

  @Label("Elements")
  @Description("Number of elements of all parameters.")
  long elements;

  @Label("Options")
  @Description("Options of gradprobe in force at the start.")
  String options;

  @Label("Seed")
  @Description("Random seed of the run; empty where unknown.")
  String seed;

  @Label("Run Start")
  @Description("When the run began.")
  @Timestamp(Timestamp.MILLISECONDS_SINCE_EPOCH)
  long startTimeOfRun;
}
