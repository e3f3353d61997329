package io.gradprobe.runtime.run;

/**
 * What does not change about a parameter during a run.
 *
 * @param index place in forward order, from 0
 * @param name the name that the framework's user knows
 * @param block path of the block that owns it; empty for a bare array
 * @param role what it is in its block: {@code weight}, {@code bias}, {@code gamma}, {@code beta},
 *     {@code running_mean}, {@code running_var}, {@code other}; empty where unknown
 * @param shape sizes by dimension
 * @param elements product of the sizes
 * @param type element type, such as {@code float32}
 * @param device such as {@code cpu()} or {@code gpu(0)}
 * @param trainable whether it required a gradient when the run began
 * @param optimizer simple class name of the optimizer that updates it; empty where unknown
 */
public record ParameterInfo(
    int index,
    String name,
    String block,
    String role,
    String shape,
    long elements,
    String type,
    String device,
    boolean trainable,
    String optimizer) {

  /** A trainable parameter whose optimizer is not known. */
  public ParameterInfo(
      int index,
      String name,
      String block,
      String role,
      String shape,
      long elements,
      String type,
      String device) {
    this(index, name, block, role, shape, elements, type, device, true, "");
  }
}
