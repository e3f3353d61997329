package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.Percentage;
import jdk.jfr.StackTrace;
import jdk.jfr.Timespan;

/** What observing the training cost over the last interval. */
@Name("gradprobe.Overhead")
@Label("Overhead")
@Category("Gradprobe")
@Description("What observing the training cost over the last interval.")
@StackTrace(false)
final class OverheadEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Interval")
  @Description("Length of the interval.")
  @Timespan(Timespan.NANOSECONDS)
  long interval;

  @Label("Probe Time")
  @Description("Time spent in measuring on the training threads.")
  @Timespan(Timespan.NANOSECONDS)
  long probeTime;

  @Label("Share")
  @Description("Probe time over the interval.")
  @Percentage
  double share;

  @Label("Sampling Interval")
  @Description("Every how many steps gradients are measured.")
  int samplingInterval;

  @Label("Dropped")
  @Description("Records dropped so far because the queue was full.")
  long dropped;
}
