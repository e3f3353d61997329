package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDList;
import ai.djl.training.dataset.Batch;
import net.bytebuddy.asm.Advice;

/** A batch is taken out of its envelope: from how large a dataset, and with which labels. */
public final class BatchProbe {
  private BatchProbe() {}

  /** After {@code getData} or {@code getLabels}. */
  @Advice.OnMethodExit(suppress = Throwable.class, inline = false)
  public static void exit(
      @Advice.This Batch batch, @Advice.Return NDList list, @Advice.Origin("#m") String method) {
    if (!Forwards.isOn()) {
      return;
    }
    ThreadState thread = ThreadState.current();
    if (method.equals("getLabels")) {
      thread.batchLabels = list;
    } else {
      long total = batch.getProgressTotal();
      thread.datasetSamples = total > 0 ? total : -1;
    }
  }
}
