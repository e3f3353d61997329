package io.gradprobe.agent.custom.heap;

import java.lang.ref.WeakReference;

/**
 * Where a path begins: an object that hooks have seen, what a local variable held when a hook last
 * saw it, or a static field. Keeps nothing of the program alive but single numbers.
 */
public final class Root {
  private final String name;
  private final Member field;
  private volatile WeakReference<Object> object;

  /** A single number that a hook has seen, whose box nobody else keeps. */
  private volatile Number number;

  /**
   * @param name of the variable; empty where the object had none
   * @param object null where not seen yet
   */
  public Root(String name, Object object) {
    this.name = name;
    this.object = new WeakReference<>(object);
    field = null;
  }

  /** A static field. */
  public Root(Member field) {
    name = field.name();
    object = new WeakReference<>(null);
    this.field = field;
  }

  /** The variable's name; empty where there is none. */
  public String name() {
    return name;
  }

  /** Whether it is a static field. */
  boolean isField() {
    return field != null;
  }

  /** What is there now; null where it is gone. */
  public Object get() {
    if (number != null) {
      return number;
    }
    return field != null ? field.get(null) : object.get();
  }

  /** A hook has seen the variable. */
  public void set(Object seen) {
    if (seen instanceof Number box) {
      number = box;
    } else if (!object.refersTo(seen)) {
      object = new WeakReference<>(seen);
    }
  }
}
