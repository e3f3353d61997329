package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.nn.Parameter;
import io.gradprobe.agent.source.CallSites;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.Origin;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** What one thread is inside of. */
final class ThreadState {
  private static final ThreadLocal<ThreadState> CURRENT = ThreadLocal.withInitial(ThreadState::new);

  /** Nested forward calls, of which only the outermost is a signal. */
  int forwardDepth;

  /** Nested calls of DJL's evaluation routines. */
  int evaluationDepth;

  /** Nested calls of DJL's predictor. */
  int inferenceDepth;

  /** Whether a gradient collector is open that this thread has opened. */
  boolean collecting;

  /** Whether this thread has run a backward: then it trains. */
  boolean trains;

  /** Nested calls of {@code zeroGradients}, whose own operations are no signals. */
  int clearingDepth;

  /** The run of the trainer whose forward is under way; null where there is none. */
  TrainingRun forwardRun;

  /** Whether the outermost forward is one in training mode. */
  boolean forwardTraining;

  /** Whether the outermost forward's begin was told to a run. */
  boolean forwardTold;

  /** Handle of the latest result of a multiplication or division. */
  long scaledHandle;

  /** Runs whose forward or backward this thread is inside of. */
  TrainingRun[] backwardRuns = {};

  /** The run that the latest backward on this thread reached first. */
  TrainingRun lastRun;

  /** The run whose trainer's step is under way; null where there is none. */
  TrainingRun steppingRun;

  /** The weight that the step under way looked up last, and its place. */
  private NDArray weight;

  private ParameterRef weightRef;

  /** What went into the latest outermost training forward, until its step; else null. */
  NDList inputs;

  /** Sums of losses that are under way. */
  final LossSums sums = new LossSums();

  /** Nested calls that load parameters. */
  int loadDepth;

  /** Parameters that the outermost of them has loaded so far. */
  final List<Parameter> loaded = new ArrayList<>();

  /** The parameter that it could not load; null where there is none. */
  Parameter loadFailed;

  /** The run that was last told of freezes and loads, and how many there were then. */
  TrainingRun lifeRun;

  /** See {@link #lifeRun}. */
  int lifeNews;

  /** The run that was last told of replaced arrays, and how many there were then. */
  TrainingRun steppedRun;

  /** See {@link #steppedRun}. */
  int steppedNews;

  /** Compares replicas; null where no parameter has any. */
  Replicas replicas;

  /** Blocks of the latest outermost training forward. */
  final Trail trail = new Trail();

  /** Where the number of the user's latest line stands. */
  final int[] site = CallSites.current();

  /** The engine's operations since the latest collector was opened. */
  final Operations operations = new Operations(site, trail);

  /** What the latest backward started from, until the next collector or step; else null. */
  NDArray target;

  /** Whether operations are called that are ours and not the program's: a tap, or a replay. */
  boolean tapping;

  /** Whether a taped step is evaluated again, of which nothing is to be told. */
  boolean replaying;

  /** By run that the backward under way reaches: which gradients it finds clear; may be null. */
  boolean[][] clean;

  /**
   * What is tapped in the forward whose backward is awaited or under way; null where nothing is.
   */
  Taps taps;

  /** Number of the line of the latest backward. */
  int backwardSite;

  /** Number of the line of the backward before; 0 for none. */
  int earlierSite;

  /** What that one started from where the same collector was open; else null. */
  NDArray earlierTarget;

  /** Number of the line where the latest collector was opened. */
  int collectorSite;

  /** When that was. */
  long collectorTime;

  /** When the collector before was opened. */
  long earlierCollectorTime;

  /** When the latest collector that is closed was closed. */
  long collectorClosedTime;

  /** What is tapped at places of the user's source since the collector was opened; may be null. */
  PlaceTaps places;

  /** Where the loss of the backward under way became not finite; null where it is or unknown. */
  Origin lossOrigin;

  /** Nested calls that close managers. */
  int closingDepth;

  /** Number of the line that the outermost of them came from. */
  int closingSite;

  /** When the scope that is being closed began to close; 0 where none is. */
  long scopeTime;

  private int lossCalls;
  private int lossSite;

  /** Numbers of the lines that the forwards under way were called from. */
  private int[] sites = new int[32];

  /** The run of a recorded training forward whose loss was not computed yet; else null. */
  TrainingRun lossRun;

  /** Nested computations of DJL's losses. */
  int lossDepth;

  /** The latest of DJL's losses that no block's forward came before, until backward begins. */
  Losses.Result arrayLoss;

  /** Labels that the latest of DJL's losses was computed from, until backward has ended. */
  NDList labels;

  /** Labels that were taken out of a batch, until backward has ended. */
  NDList batchLabels;

  /** Size of the dataset whose batch was taken out since the latest training forward; else -1. */
  long datasetSamples = -1;

  /**
   * The place of a weight that is updated; null where it is no parameter. Within a trainer's step
   * several calls in a row ask for the same one.
   */
  ParameterRef parameter(NDArray updated) {
    if (steppingRun == null) {
      return Runs.parameter(updated);
    }
    if (weight != updated) {
      weightRef = Runs.parameter(updated);
      weight = updated;
    }
    return weightRef;
  }

  /** A forward begins: its blocks may be the user's and leave other lines. */
  void enterForward() {
    if (forwardDepth >= sites.length) {
      sites = Arrays.copyOf(sites, 2 * sites.length);
    }
    sites[forwardDepth++] = site[0];
  }

  /** A forward has ended: the thread is at the line again that called it. */
  void leaveForward() {
    forwardDepth = Math.max(0, forwardDepth - 1);
    site[0] = sites[forwardDepth];
  }

  /** One of DJL's losses begins: what it calls on may be the user's and leave other lines. */
  void enterLoss() {
    if (lossCalls++ == 0) {
      lossSite = site[0];
    } else {
      site[0] = lossSite;
    }
  }

  /** The loss has ended. */
  void leaveLoss() {
    lossCalls = Math.max(0, lossCalls - 1);
    site[0] = lossSite;
  }

  /** A trainer's step begins; null where it has ended, or none is to be followed. */
  void stepping(TrainingRun run) {
    steppingRun = run;
    weight = null;
    weightRef = null;
  }

  /** Whether a trainer's step of the run is under way, on this thread or on another one. */
  boolean isInStepOf(TrainingRun run) {
    return steppingRun == run || run.isInOptimizerStep();
  }

  static ThreadState current() {
    return CURRENT.get();
  }
}
