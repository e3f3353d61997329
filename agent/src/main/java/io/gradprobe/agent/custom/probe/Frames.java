package io.gradprobe.agent.custom.probe;

import java.util.Arrays;

/** The hooked methods that are running on one thread, outermost first. */
final class Frames {
  private static final ThreadLocal<Frames> OF_THREAD = ThreadLocal.withInitial(Frames::new);

  private Site[] open = new Site[16];
  private int size;

  private Frames() {}

  static Frames current() {
    return OF_THREAD.get();
  }

  void push(Site site) {
    if (size == open.length) {
      open = Arrays.copyOf(open, 2 * size);
    }
    open[size++] = site;
  }

  /** Whether the method had been seen to begin; forgets it and what is above. */
  boolean pop(Site site) {
    for (int i = size - 1; i >= 0; i--) {
      if (open[i] == site) {
        Arrays.fill(open, i, size, null);
        size = i;
        return true;
      }
    }
    return false;
  }

  /** The outermost method that is part of a step; null where there is none. */
  Site acting(Session session) {
    for (int i = 0; i < size; i++) {
      Site site = open[i];
      if (site.program() == session.program()
          && site.kind() != Site.Kind.LOSS
          && !session.isDriver(site)) {
        return site;
      }
    }
    return null;
  }
}
