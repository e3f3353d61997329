package io.gradprobe.runtime;

/** Thrown out of the training loop by an ERROR finding under {@code on-error=stop}. */
public final class GradprobeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * @param message the finding, as one line
   */
  public GradprobeException(String message) {
    super(message);
  }
}
