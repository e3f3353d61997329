package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.custom.binding.Binding;
import java.lang.ref.WeakReference;
import java.util.Collections;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A binding in the classes of one loader. What is known of the program while it runs, its session,
 * is kept alive by the woven calls that reach it and by nothing else: so it goes when the program
 * drops its classes, and keeps no loader alive.
 */
public final class WatchedProgram {
  private final Binding binding;
  private final WeakReference<ClassLoader> loader;
  private WeakReference<Session> session = new WeakReference<>(null);

  /** Where the hooks stand. */
  private Hooked hooked = new Hooked(false, Set.of(), Set.of());

  /** Methods with hooks inside of them that were running when these were woven. */
  private final Set<String> unwoven = ConcurrentHashMap.newKeySet();

  private volatile boolean late;
  private volatile boolean held;
  private volatile boolean hasBackward;

  /**
   * Where the hooks of a program stand.
   *
   * @param backward whether whole methods are hooked as backward
   * @param fills methods inside of which gradients are computed, by class, name and descriptor
   * @param steps methods inside of which values are updated
   */
  public record Hooked(boolean backward, Set<String> fills, Set<String> steps) {}

  /**
   * @param binding what plays which role
   * @param loader the loader of the classes that it names
   */
  public WatchedProgram(Binding binding, ClassLoader loader) {
    this.binding = binding;
    this.loader = new WeakReference<>(loader);
  }

  Binding binding() {
    return binding;
  }

  /** The loader of its classes; null once it is gone. */
  ClassLoader loader() {
    return loader.get();
  }

  /** Whether it is in the classes of a loader. */
  public boolean isOf(ClassLoader other) {
    return loader.refersTo(other);
  }

  /** Whether the program has dropped its classes. */
  public boolean isGone() {
    return loader.refersTo(null);
  }

  /** Hooks are woven. */
  public void hooked(Hooked where) {
    hooked = where;
    decide();
  }

  /**
   * Hooks have been woven while the program was running.
   *
   * @param running those of the methods with hooks inside of them that were: these hooks are not
   *     passed until the methods are called again
   */
  public void hookedLate(Set<String> running) {
    late = true;
    unwoven.addAll(running);
    decide();
  }

  /**
   * A method with hooks inside of it begins.
   *
   * @return whether it had run without its hooks until now
   */
  boolean isEnteredAnew(Site site) {
    boolean anew = late && unwoven.remove(site.key());
    if (anew) {
      decide();
    }
    return anew;
  }

  private void decide() {
    held = !Collections.disjoint(hooked.steps, unwoven);
    hasBackward = hooked.backward || !unwoven.containsAll(hooked.fills);
  }

  /** Whether it was running when its hooks were woven. */
  boolean isLate() {
    return late;
  }

  /** Whether it updates values unseen: nothing can be said of it. */
  public boolean isHeld() {
    return held;
  }

  /** Whether any hook tells of backward. */
  boolean hasBackward() {
    return hasBackward;
  }

  /** The session that all of its woven calls share. */
  synchronized Session session() {
    Session known = session.get();
    if (known == null) {
      known = new Session(this);
      session = new WeakReference<>(known);
    }
    return known;
  }
}
