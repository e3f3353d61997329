package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.AgentCore;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.TensorCensus;
import java.util.concurrent.atomic.LongAdder;

/**
 * Counts the engine's native tensors of the process, and finds the line whose tensors stay. The
 * count is compared from step to step of one run; where it keeps rising, the lines of all tensors
 * made in some steps are remembered, once. Some of DJL's own methods leave tensors behind: where
 * they alone make the count rise, it is not told. Only the run that is followed is told, so that of
 * several runs in one loop one speaks for the process.
 */
final class TensorCounts {
  /** Steps compared: four windows, each of which must hold more than the one before. */
  private static final int WINDOW = 5;

  private static final int STEPS = 4 * WINDOW;

  /** Tensors a step that must be left over; a little less than one for steps that made none. */
  private static final double GROWTH = 0.9;

  /** Backwards of other runs after which one that makes no steps meanwhile is followed no more. */
  private static final int ABANDONED = 200;

  /** How much the growth must have changed before the lines are looked up again. */
  private static final double CHANGE = 0.5;

  private static final LongAdder LIVE = new LongAdder();
  private static final long[] COUNTS = new long[STEPS];
  private static volatile TensorSearch search;
  private static volatile TensorSearch.Answer answer = TensorSearch.Answer.NONE;

  /** Whether the count rises and no line of the user's makes it: then DJL itself leaves them. */
  private static volatile boolean engines;

  private static volatile TrainingRun run;
  private static long runSteps;
  private static long seen;
  private static int others;
  private static double searchedGrowth;
  private static boolean told;

  private TensorCounts() {}

  /** A native tensor has got its array. */
  static void made(PtNDArray array, long handle) {
    LIVE.increment();
    TensorSearch s = search;
    if (s != null) {
      s.made(array, handle);
    }
  }

  /** A native tensor is released. */
  static void released(long handle) {
    LIVE.decrement();
    TensorSearch s = search;
    if (s != null) {
      s.released(handle);
    }
  }

  /** A backward of a run begins: where it is the first one of a step, a step has gone by. */
  static synchronized void backward(TrainingRun of) {
    long steps = of.steps();
    if (of != run) {
      boolean idle = run != null && run.steps() == 0 && steps > 1;
      boolean abandoned = steps > 1 && ++others > ABANDONED;
      if (run == null || run.isEnded() || idle || abandoned) {
        follow(of, steps);
      }
      return;
    }
    if (steps == runSteps) {
      return;
    }
    runSteps = steps;
    others = 0;
    COUNTS[(int) (seen++ % STEPS)] = LIVE.sum();
    TensorSearch s = search;
    if (s != null) {
      if (s.stepEnded()) {
        search = null;
        answer = s.answer();
        engines = answer.line().isEmpty();
        seen = 0;
      }
    } else if (seen >= STEPS) {
      judge(growth());
    }
  }

  private static void follow(TrainingRun of, long steps) {
    run = of;
    runSteps = steps;
    seen = 0;
    others = 0;
    search = null;
    searchedGrowth = 0;
    engines = false;
    answer = TensorSearch.Answer.NONE;
    if (!told) {
      told = true;
      AgentCore.monitor().countTensors(of.info().framework(), TensorCounts::census);
    }
  }

  private static void judge(double growth) {
    if (growth < GROWTH) {
      if (searchedGrowth != 0) {
        searchedGrowth = 0;
        engines = false;
        answer = TensorSearch.Answer.NONE;
      }
    } else if (Math.abs(growth - searchedGrowth) > CHANGE * Math.max(searchedGrowth, 1)) {
      searchedGrowth = growth;
      search = new TensorSearch();
    }
  }

  /**
   * Tensors a step by which the windows' smallest counts rise; the least of the three rises, so
   * that something made once and kept is no growth.
   */
  private static double growth() {
    double least = Double.POSITIVE_INFINITY;
    for (int w = 1; w < STEPS / WINDOW; w++) {
      least = Math.min(least, (double) (smallest(w) - smallest(w - 1)) / WINDOW);
    }
    return least;
  }

  private static long smallest(int window) {
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < WINDOW; i++) {
      smallest = Math.min(smallest, COUNTS[(int) ((seen + window * WINDOW + i) % STEPS)]);
    }
    return smallest;
  }

  private static TensorCensus census(TrainingRun of) {
    TensorSearch.Answer a = answer;
    return engines || of != run
        ? TensorCensus.UNKNOWN
        : new TensorCensus(
            Math.max(-1, LIVE.sum()), a.line(), a.perStep(), a.operation(), a.bytes(), a.holder());
  }
}
