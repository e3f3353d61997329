package io.gradprobe.agent.custom.probe;

import io.gradprobe.agent.custom.binding.Binding;
import java.lang.ref.WeakReference;

/**
 * A binding in the classes of one loader. What is known of the program while it runs, its session,
 * is kept alive by the woven calls that reach it and by nothing else: so it goes when the program
 * drops its classes, and keeps no loader alive.
 */
public final class WatchedProgram {
  private final Binding binding;
  private final WeakReference<ClassLoader> loader;
  private WeakReference<Session> session = new WeakReference<>(null);
  private volatile boolean hasBackward;

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

  /** Whether any hook tells of backward. */
  public void hasBackward(boolean seen) {
    hasBackward = seen;
  }

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
