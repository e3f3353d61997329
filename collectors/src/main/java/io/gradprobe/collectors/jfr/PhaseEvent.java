package io.gradprobe.collectors.jfr;

import jdk.jfr.Category;
import jdk.jfr.Description;
import jdk.jfr.Event;
import jdk.jfr.Label;
import jdk.jfr.Name;
import jdk.jfr.StackTrace;

/** One phase of training on the thread that trains. */
@Name("gradprobe.Phase")
@Label("Training Phase")
@Category("Gradprobe")
@Description("One phase of training on the thread that trains.")
@StackTrace(false)
final class PhaseEvent extends Event {
  @Label("Run")
  @Description("Id of the training run.")
  String run;

  @Label("Step")
  @Description("Optimizer steps completed before this one, from 0.")
  long step;

  @Label("Phase")
  @Description("The phase: data, forward, loss, backward, optimizer or evaluation.")
  String phase;
}
