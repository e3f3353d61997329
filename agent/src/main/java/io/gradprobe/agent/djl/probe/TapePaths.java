package io.gradprobe.agent.djl.probe;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;

/** Which operations of a tape lead to the loss, and which of its terms bring no gradient. */
final class TapePaths {
  /** Operations that are sums of their operands, rearranged. */
  private static final Set<String> SUMS =
      Set.of(
          "add",
          "addi",
          "sub",
          "subi",
          "neg",
          "negi",
          "sum",
          "mean",
          "to",
          "clone",
          "reshape",
          "squeeze",
          "unsqueeze",
          "flatten",
          "stack",
          "cat");

  private static final Set<String> SIGNED = Set.of("add", "addi", "sub", "subi");

  private static final Set<String> SCALES = Set.of("mul", "muli", "div", "divi");

  private final List<TapeEntry> entries;
  private final List<TapeValue> values;

  TapePaths(Tape tape) {
    entries = tape.entries();
    values = tape.values();
  }

  /** The operations that some values come from, be it with a gradient or without. */
  BitSet leadingTo(int... targets) {
    BitSet wanted = new BitSet();
    for (int target : targets) {
      wanted.set(target);
    }
    BitSet found = new BitSet();
    for (int e = entries.size() - 1; e >= 0; e--) {
      if (makes(entries.get(e), wanted)) {
        found.set(e);
        entries.get(e).operands(wanted::set);
      }
    }
    return found;
  }

  private static boolean makes(TapeEntry entry, BitSet wanted) {
    boolean[] makes = {false};
    entry.products(value -> makes[0] |= wanted.get(value));
    return makes[0];
  }

  private static boolean takes(TapeEntry entry, BitSet some) {
    boolean[] takes = {false};
    entry.operands(value -> takes[0] |= some.get(value));
    return takes[0];
  }

  /** The values that a gradient comes back from. */
  private BitSet tracked() {
    BitSet tracked = new BitSet();
    for (int i = 0; i < values.size(); i++) {
      tracked.set(i, values.get(i).parameter != null);
    }
    for (TapeEntry entry : entries) {
      if (!entry.isCut() && takes(entry, tracked)) {
        entry.products(tracked::set);
      }
    }
    return tracked;
  }

  /**
   * Operations that keep whole summands of the loss from backward: what comes of them is added to
   * it, scaled by numbers at most. What is detached to be a factor, a target or part of a
   * straight-through estimate is meant to be constant; but a summand that is constant to backward
   * is of no use in training.
   */
  BitSet hidden(int target) {
    BitSet tracked = tracked();
    BitSet summands = new BitSet();
    summands.set(target);
    BitSet unseen = new BitSet();
    BitSet hidden = new BitSet();
    for (int e = entries.size() - 1; e >= 0; e--) {
      TapeEntry entry = entries.get(e);
      boolean seen = makes(entry, tracked);
      if (!seen && (makes(entry, summands) || makes(entry, unseen))) {
        entry.operands(unseen::set);
        hidden.set(e, entry.isHidden());
      } else if (seen && makes(entry, summands) && isSum(entry)) {
        entry.operands(summands::set);
      }
    }
    return hidden;
  }

  /** Single numbers from elsewhere that are added to the loss, or taken from it. */
  List<JavaNumbers.Added> numbers(int target) {
    BitSet summands = new BitSet();
    summands.set(target);
    List<JavaNumbers.Added> numbers = new ArrayList<>();
    for (int e = entries.size() - 1; e >= 0; e--) {
      TapeEntry entry = entries.get(e);
      if (makes(entry, summands) && !entry.isCut() && isSum(entry)) {
        entry.operands(summands::set);
        if (SIGNED.contains(entry.name())) {
          int site = entry.operation().site();
          entry.operands(
              v -> {
                if (values.get(v).isNumber()) {
                  numbers.add(new JavaNumbers.Added(v, site));
                }
              });
        }
      }
    }
    return numbers;
  }

  private boolean isSum(TapeEntry entry) {
    if (SUMS.contains(entry.name())) {
      return true;
    }
    return SCALES.contains(entry.name())
        && !values.get(((TapeEntry.Ref) entry.arguments()[1]).value()).dependent;
  }
}
