package io.gradprobe.agent;

import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.TensorCensus;

/**
 * Counts a framework's native tensors of the process, and finds the line whose tensors stay. The
 * count is compared from step to step of one run; where it keeps rising, the lines of all tensors
 * made in some steps are remembered, once. Where no line of the user's makes the count rise, the
 * framework itself does, and it is not told. Only the run that is followed is told, so that of
 * several runs in one loop one speaks for the process.
 */
public abstract class LiveTensors {
  /** Steps compared: four windows, each of which must hold more than the one before. */
  private static final int WINDOW = 5;

  private static final int STEPS = 4 * WINDOW;

  /** Tensors a step that must be left over; a little less than one for steps that made none. */
  private static final double GROWTH = 0.9;

  /** Backwards of other runs after which one that makes no steps meanwhile is followed no more. */
  private static final int ABANDONED = 200;

  /** How much the growth must have changed before the lines are looked up again. */
  private static final double CHANGE = 0.5;

  /**
   * What a search has found.
   *
   * @param line the user's line; empty where none leaves tensors behind
   * @param perStep tensors that it leaves behind a step
   * @param operation name of the call that makes them; empty where unknown
   * @param bytes what those of one step take up; 0 where unknown
   * @param holder what keeps them; empty where unknown
   */
  public record Answer(String line, double perStep, String operation, long bytes, String holder) {
    /** No line leaves tensors behind. */
    public static final Answer NONE = new Answer("", 0, "", 0, "");
  }

  /** Remembers the lines of tensors that are made in a few steps. */
  public interface Search {
    /** A step has ended; whether the search has. */
    boolean stepEnded();

    /** Which line made most of those that are still there. */
    Answer answer();
  }

  private final long[] counts = new long[STEPS];
  private volatile Search search;
  private volatile Answer answer = Answer.NONE;

  /** Whether the count rises and no line of the user's makes it. */
  private volatile boolean frameworks;

  private volatile TrainingRun run;
  private long runSteps;
  private long seen;
  private int others;
  private double searchedGrowth;
  private boolean told;

  /** How many native tensors are alive. */
  protected abstract long live();

  /** Begins a search, which is told of all tensors from now on. */
  protected abstract Search begin();

  /** The search that is under way has ended. */
  protected abstract void end();

  /** A backward of a run begins: where it is the first one of a step, a step has gone by. */
  public final synchronized void backward(TrainingRun of) {
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
    counts[(int) (seen++ % STEPS)] = live();
    Search s = search;
    if (s != null) {
      if (s.stepEnded()) {
        search = null;
        end();
        answer = s.answer();
        frameworks = answer.line().isEmpty();
        seen = 0;
      }
    } else if (seen >= STEPS) {
      judge(growth());
    }
  }

  private void follow(TrainingRun of, long steps) {
    run = of;
    runSteps = steps;
    seen = 0;
    others = 0;
    if (search != null) {
      search = null;
      end();
    }
    searchedGrowth = 0;
    frameworks = false;
    answer = Answer.NONE;
    if (!told) {
      told = true;
      AgentCore.monitor().countTensors(of.info().framework(), this::census);
    }
  }

  private void judge(double growth) {
    if (growth < GROWTH) {
      if (searchedGrowth != 0) {
        searchedGrowth = 0;
        frameworks = false;
        answer = Answer.NONE;
      }
    } else if (Math.abs(growth - searchedGrowth) > CHANGE * Math.max(searchedGrowth, 1)) {
      searchedGrowth = growth;
      search = begin();
    }
  }

  /**
   * Tensors a step by which the windows' smallest counts rise; the least of the three rises, so
   * that something made once and kept is no growth.
   */
  private double growth() {
    double least = Double.POSITIVE_INFINITY;
    for (int w = 1; w < STEPS / WINDOW; w++) {
      least = Math.min(least, (double) (smallest(w) - smallest(w - 1)) / WINDOW);
    }
    return least;
  }

  private long smallest(int window) {
    long smallest = Long.MAX_VALUE;
    for (int i = 0; i < WINDOW; i++) {
      smallest = Math.min(smallest, counts[(int) ((seen + window * WINDOW + i) % STEPS)]);
    }
    return smallest;
  }

  private TensorCensus census(TrainingRun of) {
    Answer a = answer;
    return frameworks || of != run
        ? TensorCensus.UNKNOWN
        : new TensorCensus(
            Math.max(-1, live()), a.line(), a.perStep(), a.operation(), a.bytes(), a.holder());
  }
}
