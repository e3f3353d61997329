package io.gradprobe.runtime.rule;

/** What an engine's exception says, found anywhere along its causes. */
public final class EngineFailure {

  private static final int DEPTH = 8;

  private EngineFailure() {}

  /**
   * The first message along the causes that contains a text.
   *
   * @return null where there is none
   */
  public static String messageWith(Throwable failure, String text) {
    Throwable current = failure;
    for (int i = 0; i < DEPTH && current != null; i++) {
      String message = current.getMessage();
      if (message != null && message.contains(text)) {
        return message;
      }
      current = current.getCause();
    }
    return null;
  }

  /** Whether the engine said that what backward was called on has no graph. */
  public static boolean isWithoutGraph(Throwable failure) {
    return failure != null && messageWith(failure, "does not require grad") != null;
  }
}
