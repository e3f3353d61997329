package io.gradprobe.agent.custom.binding;

import java.util.List;

/**
 * One kind of parameter storage: where values are, and where their gradients are.
 *
 * <p>Each is a path of members, most often of one: a field, an accessor without arguments or a
 * local variable. The first member belongs to the parameter, each further one to what the one
 * before yields ({@code Tensor.storage}, then {@code Storage.data}). The last one yields {@code
 * double}, {@code float}, their boxes, arrays of them of up to three dimensions, a {@code List} of
 * boxes, or an object of the program's own (a matrix) whose numbers can be reached from it. A
 * gradient that is null is cleared.
 *
 * @param value the path to the value
 * @param gradient the path to the gradient; empty where the program stores none
 * @param accumulation what backward does with a gradient that is there already
 */
public record Slot(List<MemberRef> value, List<MemberRef> gradient, Accumulation accumulation) {
  /** Copies the paths. */
  public Slot {
    value = List.copyOf(value);
    gradient = List.copyOf(gradient);
  }
}
