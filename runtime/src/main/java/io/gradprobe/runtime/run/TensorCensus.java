package io.gradprobe.runtime.run;

/**
 * The native tensors of the process at the end of a step.
 *
 * @param live how many are alive; -1 where unknown
 * @param growsAt the user's line that made most of those which outlived their step; empty while
 *     nobody has looked
 * @param grown how many of those a step that line makes; 0 while nobody has looked
 * @param operation name of the call on that line that made them; empty where unknown
 * @param bytes what those of one step take up; 0 while nobody has looked
 * @param holder what keeps them, such as a manager's name; empty where unknown
 */
public record TensorCensus(
    long live, String growsAt, double grown, String operation, long bytes, String holder) {
  /** Nothing is known. */
  public static final TensorCensus UNKNOWN = new TensorCensus(-1, "", 0);

  /** A census that knows no more. */
  public TensorCensus(long live, String growsAt, double grown) {
    this(live, growsAt, grown, "", 0, "");
  }
}
