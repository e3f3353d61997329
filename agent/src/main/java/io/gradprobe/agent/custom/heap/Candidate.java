package io.gradprobe.agent.custom.heap;

import io.gradprobe.agent.custom.binding.Accumulation;
import io.gradprobe.runtime.run.ParameterInfo;
import java.lang.ref.WeakReference;
import java.util.Locale;

/**
 * What may be a parameter: numbers of a slot at the end of a path.
 *
 * @param slot which kind of storage it is
 * @param path to it
 * @param name as the program's user would write it, without the root
 * @param access how to read it
 * @param owner the first of the objects that hold the numbers, or the array that a variable holds;
 *     not kept alive
 * @param isGroup whether there are several
 * @param shape sizes by dimension, such as {@code (3, 4)}
 * @param elements their product
 * @param type element type, such as {@code float32}
 * @param block the path of what has it and maybe others
 */
public record Candidate(
    BoundSlot slot,
    Path path,
    String name,
    HeapParameter access,
    WeakReference<Object> owner,
    boolean isGroup,
    String shape,
    long elements,
    String type,
    String block) {

  /** The same with its gradient where a variable holds it. */
  public Candidate withGradient(Root variable) {
    return new Candidate(
        slot,
        path,
        name,
        access.withGradient(variable),
        owner,
        isGroup,
        shape,
        elements,
        type,
        block);
  }

  /** What holds the numbers now; null where they are single numbers. */
  public Object holder() {
    return access.holder();
  }

  /** Where its path begins. */
  public Root root() {
    return path.root();
  }

  /** Whether it stands in a variable or static field of its own. */
  public boolean isBare() {
    return path.length() == 0 && slot.owner() == null || slot.isStaticField();
  }

  /**
   * What it is known by from step to step: the object that holds it; or where that object can't
   * change and is replaced, or there is none, its place.
   */
  public Object key() {
    Object first = owner.get();
    boolean byPlace = isBare() || first == null || first.getClass().isRecord();
    return byPlace ? name.intern() : first;
  }

  /** Whether it is the same slot of the same object or place. */
  public boolean isSame(Candidate other) {
    return slot == other.slot && key() == other.key();
  }

  /** The class of the object that keeps it as one of its own parameters; null where none does. */
  public Class<?> keeper() {
    Object first = owner.get();
    if (!isGroup && first != null && !slot.suffix().isEmpty()) {
      return first.getClass();
    }
    Path at = path;
    while (at.endsInIndex()) {
      at = at.parent();
    }
    Object keeper = at.parent() == null ? null : at.parent().get();
    return keeper == null ? null : keeper.getClass();
  }

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
