package io.gradprobe.agent.custom.heap;

import io.gradprobe.agent.custom.binding.Accumulation;
import io.gradprobe.runtime.run.ParameterInfo;
import java.util.Locale;

/**
 * What may be a parameter: numbers of a slot at the end of a path.
 *
 * @param slot which kind of storage it is
 * @param root where its path begins
 * @param name as the program's user would write it, without the root
 * @param access how to read it
 * @param owners the objects that hold the numbers, or the array where a variable holds it
 * @param shape sizes by dimension, such as {@code (3, 4)}
 * @param elements their product
 * @param type element type, such as {@code float32}
 * @param block the path of what has it and maybe others
 */
public record Candidate(
    BoundSlot slot,
    Root root,
    String name,
    HeapParameter access,
    Object[] owners,
    String shape,
    long elements,
    String type,
    String block) {

  /** Whether backward adds to the gradient that is there. */
  public boolean adds() {
    return slot.accumulation() == Accumulation.ADDS && access.hasGradient();
  }

  /** The description for a run. */
  public ParameterInfo info(int index, String shownName) {
    String own = name.substring(name.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
    boolean bias = own.startsWith("b") && !own.contains("weight") && !shape.contains(",");
    return new ParameterInfo(
        index, shownName, block, bias ? "bias" : "weight", shape, elements, type, "cpu");
  }
}
