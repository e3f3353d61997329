package io.gradprobe.agent.custom.binding;

/**
 * A place in bytecode where a slot's gradient is stored.
 *
 * @param kind how
 * @param owner the binary name of the class, with dots
 * @param method the method
 * @param descriptor the method's descriptor
 * @param slot the index of the slot in its binding
 * @param line the source line; -1 without debug information
 * @param instruction the number of the storing instruction, as in {@link Update}
 * @param nest the number of the first instruction of the loop nest around it, as in {@link Update}
 */
public record GradientWrite(
    Kind kind,
    String owner,
    String method,
    String descriptor,
    int slot,
    int line,
    int instruction,
    int nest) {
  /** How a gradient is stored. */
  public enum Kind {
    /** Something is added to it. */
    ADDS,
    /** It is computed anew. */
    ASSIGNS,
    /** It is set to zero or null. */
    CLEARS,
    /** It is multiplied or bounded: clipping, or the mean of a batch. */
    SCALES
  }
}
