package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** Distribution of one parameter or of its gradient; rarely. */
@Name("gradprobe.Histogram")
@Label("Histogram")
@Category("Gradprobe")
@Description("Distribution of one parameter or of its gradient; rarely.")
@StackTrace(false)
final class HistogramEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Step")
  @Description("Optimizer steps completed before this one, from 0.")
  long step;

  @Label("Parameter")
  @Description("Name of the parameter.")
  String parameter;

  @Label("Kind")
  @Description("What is distributed, weight or gradient.")
  String kind;

  @Label("Edges")
  @Description("Edges of the intervals, ascending, separated by commas; one more than counts.")
  String edges;

  @Label("Counts")
  @Description("Finite elements in each interval, separated by commas.")
  String counts;
}
