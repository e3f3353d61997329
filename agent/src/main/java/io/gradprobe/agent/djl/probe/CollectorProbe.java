package io.gradprobe.agent.djl.probe;

import io.gradprobe.agent.AgentCore;
import net.bytebuddy.asm.Advice;

/** A gradient collector is opened or closed on this thread. */
public final class CollectorProbe {
  private CollectorProbe() {}

  /** After the constructor, or after {@code close}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(@Advice.Origin("#m") String method) {
    ThreadState thread = ThreadState.current();
    thread.collecting = !method.equals("close");
    if (thread.collecting) {
      thread.target = null;
      if (thread.places != null) {
        thread.places.close();
        thread.places = null;
      }
      thread.site[1] = 0;
      thread.collectorSite = thread.site[0];
      thread.earlierCollectorTime = thread.collectorTime;
      thread.collectorTime = System.nanoTime();
      Operations.begin(Forwards.isOn() && !AgentCore.monitor().isProtocolOnly());
    } else {
      thread.collectorClosedTime = System.nanoTime();
      Operations.end();
    }
  }
}
