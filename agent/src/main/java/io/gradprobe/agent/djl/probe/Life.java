package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.runtime.TrainingRun;

/** What is looked at once a backward or once a step: tensors, freezes, loads, replacements. */
final class Life {
  private Life() {}

  /** A backward that reaches some runs begins. */
  static void backward(ThreadState thread, PtNDArray target, TrainingRun[] runs) {
    thread.sums.backward(target, runs[0]);
    stepEnded(thread);
    for (TrainingRun run : runs) {
      TensorCounts.backwardOf(run);
      tellNews(thread, run);
    }
  }

  private static void tellNews(ThreadState thread, TrainingRun run) {
    int news = Freezes.version() + Loads.version();
    if (thread.lifeRun != run || thread.lifeNews != news) {
      thread.lifeRun = run;
      thread.lifeNews = news;
      Freezes.tell(run);
      Loads.tell(run);
    }
  }

  /** A trainer's step begins. */
  static void step(ThreadState thread, TrainingRun run) {
    int news = Replacements.version();
    if (thread.steppedRun != run || thread.steppedNews != news) {
      thread.steppedRun = run;
      thread.steppedNews = news;
      Replacements.tell(run);
    }
  }

  /** A trainer's step has ended. */
  static void stepEnded(ThreadState thread) {
    if (thread.replicas != null) {
      thread.replicas.tell();
    }
  }
}
