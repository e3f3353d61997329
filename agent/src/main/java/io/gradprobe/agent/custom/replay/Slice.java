package io.gradprobe.agent.custom.replay;

import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;

/** The recorded calls that a result was made by. */
final class Slice {
  private static final int MOST_ELEMENTS = 100_000;

  private final Set<Object> needed = Collections.newSetFromMap(new IdentityHashMap<>());
  private final Set<Object> receivers = Collections.newSetFromMap(new IdentityHashMap<>());
  private final boolean withReceivers;

  private Slice(boolean withReceivers) {
    this.withReceivers = withReceivers;
  }

  /**
   * The calls that lead to an object, itself made by one of them.
   *
   * @return in their order; empty where no call has made it
   */
  static List<Entry> to(Object made, List<Entry> calls) {
    Slice slice = new Slice(false);
    slice.needed.add(made);
    return slice.of(calls, calls.size() - 1);
  }

  /**
   * The calls that lead to one of them, those before on the same receivers included: they may have
   * left something there.
   */
  static List<Entry> to(Entry last, List<Entry> calls) {
    Slice slice = new Slice(true);
    slice.need(last);
    List<Entry> all = new ArrayList<>(slice.of(calls, calls.indexOf(last) - 1));
    all.add(last);
    return all;
  }

  private List<Entry> of(List<Entry> calls, int from) {
    List<Entry> found = new ArrayList<>();
    for (int i = from; i >= 0; i--) {
      Entry entry = calls.get(i);
      boolean made = isReference(entry.result) && needed.contains(entry.result);
      boolean prepared =
          withReceivers && !entry.method.isPhase() && receivers.contains(entry.call[0]);
      if (made || prepared) {
        need(entry);
        found.add(entry);
      }
    }
    Collections.reverse(found);
    return found;
  }

  private void need(Entry entry) {
    if (entry.call[0] != null) {
      receivers.add(entry.call[0]);
    }
    for (Object passed : entry.call) {
      need(passed);
    }
  }

  private void need(Object passed) {
    if (isReference(passed) && needed.size() < MOST_ELEMENTS && needed.add(passed)) {
      if (passed instanceof Object[] array) {
        for (Object element : array) {
          need(element);
        }
      } else if (Replay.isPlainList(passed)) {
        for (Object element : (List<?>) passed) {
          need(element);
        }
      }
    }
  }

  /** Whether it is known by its identity: a number's box is not. */
  private static boolean isReference(Object object) {
    return object != null
        && !(object instanceof Number)
        && !(object instanceof String)
        && !(object instanceof Boolean)
        && !(object instanceof Character)
        && !(object instanceof Enum);
  }
}
