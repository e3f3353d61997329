package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Parameter;
import io.gradprobe.runtime.TrainingRun;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Parameters of runs that got another array, from the moment of that until their trainer's next
 * step: then the trainer either has the new array or goes on with the old one.
 */
final class Replacements {
  private static final int MOST = 4096;

  private record Replaced(WeakReference<Parameter> parameter, String location) {}

  private static final List<Replaced> PENDING = new ArrayList<>();
  private static volatile int version;

  private Replacements() {}

  /** A parameter may have got another array, by this line of the user's. */
  static void changed(Parameter parameter, String location) {
    ParameterRef ref = Runs.of(parameter);
    if (ref != null && !ref.run().isEnded() && isStale(parameter, ref)) {
      add(parameter, location);
    }
  }

  private static synchronized void add(Parameter parameter, String location) {
    PENDING.removeIf(r -> r.parameter().refersTo(parameter) || r.parameter().refersTo(null));
    if (PENDING.size() < MOST) {
      PENDING.add(new Replaced(new WeakReference<>(parameter), location));
      version++;
    }
  }

  private static boolean isStale(Parameter parameter, ParameterRef ref) {
    return parameter.isInitialized() && parameter.getArray() != ref.access().array();
  }

  /** How often something was replaced: a change means that {@link #tell} may have news. */
  static int version() {
    return version;
  }

  /** A step of a trainer begins: tells its run of arrays that the trainer is about to miss. */
  static synchronized void tell(TrainingRun run) {
    int first = -1;
    int concerned = 0;
    String location = "";
    for (Iterator<Replaced> i = PENDING.iterator(); i.hasNext(); ) {
      Replaced replaced = i.next();
      Parameter parameter = replaced.parameter().get();
      ParameterRef ref = parameter == null ? null : Runs.of(parameter);
      if (ref == null || ref.run().isEnded()) {
        i.remove();
      } else if (ref.run() == run) {
        i.remove();
        if (isStale(parameter, ref)) {
          concerned++;
          if (first < 0 || ref.index() < first) {
            first = ref.index();
            location = replaced.location();
          }
        }
      }
    }
    if (first >= 0) {
      run.arraysReplaced(first, concerned, location);
    }
  }
}
