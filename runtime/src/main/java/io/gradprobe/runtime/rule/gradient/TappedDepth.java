package io.gradprobe.runtime.rule.gradient;

import io.gradprobe.runtime.rule.Numbers;
import io.gradprobe.runtime.run.BlockMeasurement;
import io.gradprobe.runtime.run.ForwardMeasurement;
import io.gradprobe.runtime.tensor.TensorStats;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The gradients that came to the outputs of blocks in the latest forward that was tapped: where
 * along depth they change. It says more about a finding and decides none.
 */
final class TappedDepth {
  /** So many are shown; of more, as many at each end as fit. */
  private static final int SHOWN = 8;

  private static final int FEWEST = 3;

  private List<BlockMeasurement> tapped = List.of();

  /** A measured step, which need not have been tapped. */
  void add(ForwardMeasurement forward) {
    List<BlockMeasurement> found = new ArrayList<>();
    for (BlockMeasurement block : forward.blocks()) {
      boolean whole = block.leaf() && !block.isFunction();
      if (whole && block.gradient() != null && norm(block) > 0) {
        found.add(block);
      }
    }
    if (found.size() >= FEWEST) {
      found.sort(Comparator.comparingInt(BlockMeasurement::order).reversed());
      tapped = found;
    }
  }

  private static double norm(BlockMeasurement block) {
    TensorStats gradient = block.gradient();
    return gradient.nonFinite > 0 ? 0 : gradient.norm;
  }

  /**
   * To be put behind a fact; empty where nothing was tapped.
   *
   * @param shrinks whether the place is looked for where gradients shrink most towards the input,
   *     else where they grow most
   */
  String shown(boolean shrinks) {
    if (tapped.isEmpty()) {
      return "";
    }
    int most = 1;
    for (int i = 2; i < tapped.size(); i++) {
      boolean more = shrinks ? change(i) < change(most) : change(i) > change(most);
      most = more ? i : most;
    }
    boolean turns = shrinks ? change(most) < 1 : change(most) > 1;
    return " Norms of the gradient at the blocks' outputs, from the last to the first: "
        + norms()
        + (turns
            ? "; it "
                + (shrinks ? "shrinks" : "grows")
                + " most between "
                + tapped.get(most - 1).block()
                + " and "
                + tapped.get(most).block()
                + " ("
                + Numbers.shown(change(most))
                + " times)"
            : "")
        + ".";
  }

  private double change(int i) {
    return norm(tapped.get(i)) / norm(tapped.get(i - 1));
  }

  private String norms() {
    List<String> all = new ArrayList<>();
    for (int i = 0; i < tapped.size(); i++) {
      boolean middle = tapped.size() > SHOWN && i >= SHOWN / 2 && i < tapped.size() - SHOWN / 2;
      if (!middle) {
        all.add(Numbers.shown(norm(tapped.get(i))));
      } else if (i == SHOWN / 2) {
        all.add("...");
      }
    }
    return String.join(", ", all);
  }
}
