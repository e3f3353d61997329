package io.gradprobe.agent.source;

import java.util.HashMap;
import java.util.Map;

/**
 * The user's handlers of exceptions: which of them leave a batch out of training. Methods are added
 * as they are woven; nothing is looked into before one of their handlers has caught something.
 */
public final class Handlers {
  private static final int MOST = 10_000;
  private static final Map<String, ControlFlow> METHODS = new HashMap<>();
  private static final Map<Integer, ControlFlow> SITES = new HashMap<>();

  /** What was found of methods and of handlers, until another method is added. */
  private static final Map<String, Training> TRAINING = new HashMap<>();

  private static final Map<Integer, Integer> LEFT_OUT = new HashMap<>();

  private Handlers() {}

  /** How a method is named among those that call each other. */
  public static String key(String owner, String name, String descriptor) {
    return owner + '.' + name + descriptor;
  }

  /**
   * A method was read.
   *
   * @param key see {@link #key}
   */
  public static synchronized void add(String key, ControlFlow method) {
    if (METHODS.size() < MOST) {
      METHODS.put(key, method);
      method.sites().forEach(site -> SITES.put(site, method));
      TRAINING.clear();
      LEFT_OUT.clear();
    }
  }

  /**
   * Whether a handler that has just caught something thereby leaves a batch out of training.
   *
   * @param site the handler's number
   */
  public static synchronized boolean skipsBatch(int site, Throwable caught) {
    ControlFlow method = SITES.get(site);
    if (method == null) {
      return false;
    }
    Integer last = LEFT_OUT.get(site);
    if (last == null) {
      last = method.leftOut(site, Handlers::training);
      LEFT_OUT.put(site, last);
    }
    return last >= 0 && !method.comesAfter(last, caught);
  }

  private static Training training(String key) {
    Training known = TRAINING.get(key);
    ControlFlow method = METHODS.get(key);
    if (known != null || method == null) {
      return known == null ? Training.NONE : known;
    }
    // While a method is looked into that calls itself, nothing is known of it.
    TRAINING.put(key, Training.NONE);
    Training found = method.training(Handlers::training);
    TRAINING.put(key, found);
    return found;
  }
}
