package io.gradprobe.agent.dl4j.probe;

import io.gradprobe.agent.AgentCore;
import java.util.Map;
import net.bytebuddy.asm.Advice;
import org.deeplearning4j.nn.api.Model;

/** A network has been trained on all of an iterator. */
public final class EpochProbe {
  private EpochProbe() {}

  /** After {@code incrementEpochCount}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.This Model network) {
    NetworkRun run = AgentCore.isOn() ? Runs.known(network) : null;
    if (run != null) {
      run.run().passBegin();
      run.run().epochEnded(Map.of());
    }
  }
}
