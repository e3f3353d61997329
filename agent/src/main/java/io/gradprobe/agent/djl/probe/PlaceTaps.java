package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.types.Shape;
import ai.djl.pytorch.engine.PtNDArray;
import io.gradprobe.agent.source.CallSites;
import io.gradprobe.runtime.TrainingRun;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.List;

/** Results at places in the user's source in one cycle that is measured, and their gradients. */
final class PlaceTaps {
  /** A place in a loop is met often. */
  private static final int MOST = 64;

  private final TrainingRun run;
  private final long step;
  private final Taps taps;
  private final TensorReading tensors = new TensorReading();
  private final List<BlockMeasurement> places = new ArrayList<>();
  private long nanos;

  private PlaceTaps(TrainingRun run) {
    this.run = run;
    step = run.steps();
    taps = Taps.ofPlaces(run);
  }

  /** The array to go on with: the result itself, or one of the same bits that is tapped. */
  static NDArray tap(NDArray result, int site) {
    ThreadState thread = ThreadState.current();
    if (!Operations.recording || thread.tapping || !Forwards.isOn() || !Readable.isFloat(result)) {
      return result;
    }
    PlaceTaps open = thread.places;
    if (open == null) {
      TrainingRun run = runOf(thread);
      if (run == null || run.isEnded() || !run.isDue()) {
        return result;
      }
      open = new PlaceTaps(run);
      thread.places = open;
    }
    return open.places.size() < MOST ? open.add(thread, (PtNDArray) result, site) : result;
  }

  private static TrainingRun runOf(ThreadState thread) {
    TrainingRun run = thread.trail.run();
    return run != null ? run : thread.forwardRun != null ? thread.forwardRun : thread.lastRun;
  }

  private NDArray add(ThreadState thread, PtNDArray result, int site) {
    long begin = System.nanoTime();
    NDArray tapped = result;
    if (tensors.stats(result)) {
      Shape shape = result.getShape();
      String line = CallSites.line(site);
      int order = places.size();
      places.add(
          new BlockMeasurement(
              line.substring(line.lastIndexOf('(') + 1, Math.max(0, line.length() - 1)),
              "",
              CallSites.called(site),
              order,
              false,
              0,
              shape.toString(),
              Readable.samples(shape),
              tensors.stats(),
              null,
              false,
              line));
      tapped = taps.place(thread, result, order);
    }
    nanos += System.nanoTime() - begin;
    return tapped;
  }

  /** Backward has ended: tells the run what was made, and the gradients that came to it. */
  void tell() {
    long begin = System.nanoTime();
    TensorStats[] gradients = taps.take();
    for (int i = 0; i < places.size(); i++) {
      if (gradients[i] != null) {
        places.set(i, places.get(i).withGradient(gradients[i]));
      }
    }
    if (run.steps() == step) {
      run.placesMeasured(places, nanos + System.nanoTime() - begin);
    }
  }

  /** There was no backward: nothing is left behind. */
  void close() {
    taps.close();
  }
}
