package io.gradprobe.agent.djl.probe;

/** What a handler of the user's has caught. Woven into the user's classes. */
public final class CaughtProbe {
  private CaughtProbe() {}

  /**
   * A handler begins.
   *
   * @param site the handler's number
   */
  public static void caught(Throwable failure, int site) {
    if (Forwards.isOn()) {
      Caught.caught(failure, site);
    }
  }
}
