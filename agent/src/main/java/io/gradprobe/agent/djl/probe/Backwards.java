package io.gradprobe.agent.djl.probe;

import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.AgentCore;
import io.gradprobe.agent.source.CallSites;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.observe.OperationObservation;
import java.util.ArrayList;
import java.util.List;

/** Turns calls of backward into signals for the runs that they reach. */
final class Backwards {
  private static final TrainingRun[] NONE = {};

  private Backwards() {}

  /** A backward begins. May throw where the user asked for it. */
  static void begin(PtNDArray target) {
    ThreadState thread = ThreadState.current();
    BareArrays.beginRun();
    TrainingRun[] runs = reached(thread);
    thread.backwardRuns = runs;
    if (runs.length == 0) {
      return;
    }
    thread.lastRun = runs[0];
    thread.earlierTarget = thread.target;
    thread.earlierSite = thread.backwardSite;
    thread.target = target;
    thread.backwardSite = thread.site[0];
    thread.trains = true;
    if (Operations.taped) {
      TapeChecks.begin(thread, runs);
    }
    Life.backward(thread, target, runs);
    if (thread.site[1] != 0) {
      tellDropped(thread, runs[0]);
    }
    long elements = Torch.elements(target);
    // A value on the host costs nothing to read; one on a GPU waits for all work before it.
    boolean read = elements > 0 && (runs[0].isDue() || Torch.isOnHost(target));
    double loss = read ? elements == 1 ? Torch.only(target) : Torch.sum(target) : Double.NaN;
    boolean scaled = elements > 0 && thread.scaledHandle == Torch.handle(target);
    String shape = elements > 1 ? target.getShape().toString() : "";
    thread.lossRun = null;
    if (runs[0].info().kind().equals("array")) {
      Losses.tellArrays(thread, runs[0], target);
    }
    ForwardReading reading = thread.trail.takeReading();
    if (reading != null) {
      thread.taps = reading.taps();
      reading.tell(target, scaled, thread.batchLabels);
      if (read && loss - loss == 0) {
        reading.inputsAreHarmless();
      }
    }
    for (TrainingRun run : runs) {
      if (read && loss - loss != 0) {
        NonFinite.blame(thread, run, target);
      }
      run.backwardBegin(elements, shape, loss, read, scaled);
    }
    for (TrainingRun run : runs) {
      run.throwIfStopped();
    }
  }

  /** Since the collector was opened the program has dropped what a pure operation made. */
  private static void tellDropped(ThreadState thread, TrainingRun run) {
    int site = thread.site[1];
    thread.site[1] = 0;
    run.operation(
        o -> {
          o.kind = OperationObservation.Kind.RESULT_DROPPED;
          o.operand = CallSites.called(site);
          o.location = CallSites.line(site);
        });
  }

  /** The backward has ended. */
  static void end(Throwable failure) {
    ThreadState thread = ThreadState.current();
    TrainingRun[] runs = thread.backwardRuns;
    thread.backwardRuns = NONE;
    if (Operations.taped) {
      TapeChecks.end(thread, runs, failure);
    }
    thread.scaledHandle = 0;
    thread.lossOrigin = null;
    thread.labels = null;
    thread.batchLabels = null;
    Taps taps = thread.taps;
    thread.taps = null;
    if (taps != null && !taps.isEmpty()) {
      taps.tell();
    }
    PlaceTaps places = thread.places;
    thread.places = null;
    if (places != null) {
      places.tell();
    }
    for (TrainingRun run : runs) {
      run.backwardEnd(failure);
      if (failure != null) {
        run.failed("backward", failure, Runs.USER.thrownAt(failure));
      }
    }
    if (failure == null) {
      AgentCore.monitor().backwardSeen();
    }
  }

  /** Runs whose model ran forward since the last backward; failing that, the latest bare arrays. */
  private static TrainingRun[] reached(ThreadState thread) {
    List<TrainingRun> all = Runs.going();
    if (all.size() == 1) {
      TrainingRun only = all.get(0);
      boolean reached = isReached(only) || only == BareArrays.latest() || only == thread.lastRun;
      return reached ? new TrainingRun[] {only} : NONE;
    }
    List<TrainingRun> reached = new ArrayList<>(2);
    for (TrainingRun run : all) {
      if (isReached(run)) {
        reached.add(run);
      }
    }
    if (reached.isEmpty()) {
      TrainingRun bare = BareArrays.latest();
      if (bare != null) {
        reached.add(bare);
      } else if (thread.lastRun != null && !thread.lastRun.isEnded()) {
        // A backward with no forward since the last one: a second time through the same graph.
        reached.add(thread.lastRun);
      }
    }
    return reached.toArray(NONE);
  }

  private static boolean isReached(TrainingRun run) {
    return run.expectsBackward() || run.hasUnrecordedForward();
  }
}
