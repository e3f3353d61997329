package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/**
 * A fault of the training. Repeats come as further events with a higher count: the last one by run,
 * rule and subject holds.
 */
@Name("gradprobe.Finding")
@Label("Finding")
@Category("Gradprobe")
@Description(
    "A fault of the training. Repeats come as further events with a higher count: the last one by"
        + " run, rule and subject holds.")
@StackTrace(true)
final class FindingEvent extends Event {
  @Label("Rule")
  @Description("Id of the rule that found it.")
  String rule;

  @Label("Severity")
  @Description("INFO, WARNING or ERROR.")
  String severity;

  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Step")
  @Description("Optimizer steps completed when it was found, from 0.")
  long step;

  @Label("Epoch")
  @Description("Epoch from 0; -1 where unknown.")
  int epoch;

  @Label("Subject")
  @Description("Parameter, block, tensor, loss or input that it is about.")
  String subject;

  @Label("Location")
  @Description("Line of the program's source; empty where none applies.")
  String location;

  @Label("Origin")
  @Description("Operation that made a non-finite value or cut the graph; else empty.")
  String origin;

  @Label("Value")
  @Description("What was measured; NaN where nothing was.")
  double value;

  @Label("Threshold")
  @Description("What it was measured against; NaN where nothing was.")
  double threshold;

  @Label("Message")
  @Description("One sentence of fact.")
  String message;

  @Label("Advice")
  @Description("One sentence: what to change.")
  String advice;

  @Label("Count")
  @Description("Times seen so far for this rule and subject.")
  long count;

  @Label("Cause")
  @Description(
      "Rule of an earlier finding that this one follows from; empty where it stands alone.")
  String cause;
}
