package io.gradprobe.agent.javacpp.probe;

import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.runtime.TrainingRun;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;

/**
 * Turns forwards of modules into signals. A forward counts for a run where the module holds all
 * that the run's optimizer trains; of nested ones on a thread only the outermost counts.
 */
final class Forwards {
  private static final WeakIdentityMap<Module, Place> PLACES = new WeakIdentityMap<>();

  /**
   * What a module is to a run.
   *
   * @param run the run all of whose parameters it holds; null where there is none
   * @param parts runs of which it holds some parameters
   * @param begun how many runs had begun when that was found out
   */
  private record Place(TrainingRun run, List<TrainingRun> parts, int begun) {}

  private Forwards() {}

  /** A forward begins. */
  static void begin(Module module, Tensor input) {
    ThreadState thread = ThreadState.current();
    if (thread.forwardRun == null) {
      Place place = placeOf(module);
      thread.used.addAll(place.parts());
      TrainingRun run = place.run();
      if (run != null && !run.isEnded()) {
        thread.forwardRun = run;
        thread.forwardDepth = 0;
        thread.forwardTraining = module.is_training();
        run.forwardBegin(thread.forwardTraining);
        if (thread.forwardTraining) {
          thread.trail.begin(input);
          thread.reading =
              run.wantsForward() && GradMode.is_enabled() ? new ForwardReading(run, module) : null;
        }
      }
    }
    thread.forwardDepth++;
    if (thread.forwardRun != null && thread.forwardTraining) {
      thread.trail.enter(module);
    }
  }

  /** The forward has ended. */
  static void end(Module module, Tensor input, Object result, Throwable failure) {
    ThreadState thread = ThreadState.current();
    TrainingRun run = thread.forwardRun;
    thread.forwardDepth--;
    if (run == null) {
      return;
    }
    boolean training = thread.forwardTraining;
    if (training) {
      noted(thread, module, input, result instanceof Tensor output ? output : null);
    }
    if (thread.forwardDepth > 0) {
      return;
    }
    thread.forwardRun = null;
    if (failure != null) {
      thread.reading = null;
      run.forwardFailed(training);
      if (training) {
        run.failed("forward", failure, Runs.USER.thrownAt(failure));
      }
      return;
    }
    if (training && thread.reading != null) {
      thread.reading.input(input);
    }
    String block = run.info().blocks().isEmpty() ? "" : run.info().blocks().get(0).path();
    run.forwardEnd(block, training, GradMode.is_enabled(), false, true, samples(input));
  }

  private static void noted(ThreadState thread, Module module, Tensor input, Tensor output) {
    if (thread.reading != null && output != null) {
      Functions.module(thread, module, input, output);
      thread.reading.module(module, thread.trail, output);
    }
    thread.trail.leave(module, output);
  }

  private static long samples(Tensor input) {
    return input != null && !input.isNull() && input.dim() > 0 ? input.size(0) : 0;
  }

  private static Place placeOf(Module module) {
    Place place = PLACES.get(module);
    if (place == null || place.begun() != Runs.begun()) {
      place = find(module);
      PLACES.put(module, place);
    }
    return place;
  }

  private static Place find(Module module) {
    Modules.seen(module);
    int begun = Runs.begun();
    Set<Long> parameters = Modules.parameters(module).keySet();
    OptimizerRef latest = null;
    List<TrainingRun> parts = new ArrayList<>();
    for (OptimizerRef ref : Runs.all()) {
      if (parameters.isEmpty() || ref.run() == null || ref.run().isEnded()) {
        continue;
      }
      long held =
          parameters.stream()
              .mapToInt(ref::indexOf)
              .filter(index -> index >= 0 && ref.holds(index))
              .count();
      if (held > 0) {
        parts.add(ref.run());
      }
      if (held == ref.held() && (latest == null || ref.order() > latest.order())) {
        latest = ref;
      }
    }
    return new Place(latest == null ? null : latest.run(), List.copyOf(parts), begun);
  }
}
