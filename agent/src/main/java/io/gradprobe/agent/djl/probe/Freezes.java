package io.gradprobe.agent.djl.probe;

import ai.djl.nn.Parameter;
import io.gradprobe.agent.WeakIdentityMap;
import io.gradprobe.agent.djl.Djl;
import io.gradprobe.runtime.TrainingRun;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;

/**
 * Parameters that the user's code has frozen and that DJL has unfrozen of its own accord: a model
 * that was loaded is unfrozen when it gets a trainer.
 */
final class Freezes {
  /** A program that freezes in turns does it in every step: then lines are not looked up. */
  private static final int MOST_TURNS = 16;

  private static final int MOST_UNDONE = 4096;
  private static final StackWalker WALKER = StackWalker.getInstance();
  private static final WeakIdentityMap<Parameter, Frozen> FROZEN = new WeakIdentityMap<>();
  private static final List<Undone> UNDONE = new ArrayList<>();
  private static volatile int version;

  private static final class Frozen {
    String at = "";
    int turns;
  }

  private record Undone(WeakReference<Parameter> parameter, String frozenAt, String location) {}

  private Freezes() {}

  /** A parameter was frozen or unfrozen. */
  static synchronized void changed(Parameter parameter, boolean freeze) {
    Frozen known = FROZEN.get(parameter);
    if (known == null && !freeze || known != null && known.turns >= MOST_TURNS) {
      return;
    }
    boolean users = isCalledByUser();
    if (users) {
      UNDONE.removeIf(u -> u.parameter().refersTo(parameter));
    }
    if (freeze && users) {
      Frozen frozen = known == null ? new Frozen() : known;
      frozen.at = Runs.USER.here();
      frozen.turns++;
      FROZEN.put(parameter, frozen);
    } else if (!freeze && !known.at.isEmpty()) {
      if (!users && UNDONE.size() < MOST_UNDONE) {
        UNDONE.add(new Undone(new WeakReference<>(parameter), known.at, Runs.USER.here()));
        version++;
      }
      known.at = "";
    }
  }

  /** Whether the call under way is the user's own, and not one of DJL's routines. */
  private static boolean isCalledByUser() {
    return WALKER.walk(
        s ->
            s.map(StackWalker.StackFrame::getClassName)
                .filter(c -> !c.startsWith("io.gradprobe.agent.") && !c.startsWith("java."))
                .filter(c -> !c.equals("ai.djl.nn.Parameter") && !c.equals("ai.djl.nn.Block"))
                .findFirst()
                .map(c -> Djl.PACKAGES.stream().noneMatch(c::startsWith))
                .orElse(false));
  }

  /** How often something was undone: a change means that {@link #tell} may have news. */
  static int version() {
    return version;
  }

  /** Training goes on with what was unfrozen: tells the run. */
  static synchronized void tell(TrainingRun run) {
    int first = -1;
    int concerned = 0;
    Undone told = null;
    for (Iterator<Undone> i = UNDONE.iterator(); i.hasNext(); ) {
      Undone undone = i.next();
      Parameter parameter = undone.parameter().get();
      ParameterRef ref = parameter == null ? null : Runs.of(parameter);
      if (parameter == null) {
        i.remove();
      } else if (ref != null && ref.run() == run) {
        i.remove();
        if (parameter.requiresGradient()) {
          concerned++;
          if (first < 0 || ref.index() < first) {
            first = ref.index();
            told = undone;
          }
        }
      }
    }
    if (told != null) {
      run.freezeUndone(first, concerned, told.frozenAt(), told.location());
    }
  }
}
