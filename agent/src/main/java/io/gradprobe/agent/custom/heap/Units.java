package io.gradprobe.agent.custom.heap;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The weights of a layer whose units are objects of their own, one row each, side by side in an
 * array or list; and the parameters that lie outside of that layer.
 *
 * @param rows the weights of each unit
 * @param others all parameters elsewhere
 */
record Units(List<HeapParameter> rows, List<HeapParameter> others) {

  /** What tells the rows of one layer: where its units stand, and what of a unit they are. */
  private record Key(BoundSlot slot, Root root, String layer, String rest, long elements) {}

  /** Finds the layers among all parameters and tells their rows of each other. */
  static void find(List<Candidate> all) {
    Map<Key, List<Candidate>> layers = new LinkedHashMap<>();
    for (Candidate one : all) {
      Path layer = one.path().layer();
      boolean isRow = layer != null && one.elements() > 1 && !one.shape().contains(",");
      if (isRow) {
        String whole = one.path().text();
        String unit = layer.text();
        Key key =
            new Key(
                one.slot(),
                one.root(),
                unit,
                whole.substring(whole.indexOf(']', unit.length())),
                one.elements());
        layers.computeIfAbsent(key, k -> new ArrayList<>()).add(one);
      }
    }
    layers.forEach(
        (key, rows) -> {
          List<HeapParameter> others = new ArrayList<>();
          for (Candidate one : all) {
            boolean isInside =
                one.root() == key.root() && one.path().text().startsWith(key.layer() + "[");
            if (!isInside) {
              others.add(one.access());
            }
          }
          // What is nowhere but in the array may be copies of one model, each trained by itself.
          if (rows.size() > 1 && !others.isEmpty()) {
            Units units = new Units(rows.stream().map(Candidate::access).toList(), others);
            units.rows().forEach(row -> row.isOneOf(units));
          }
        });
  }

  /** Whether the values (or the gradients) of all units are the same bits. */
  boolean areEqual(boolean ofGradient) {
    long first = rows.get(0).fingerprint(ofGradient);
    return first != 0
        && rows.stream().allMatch(row -> row.fingerprint(ofGradient) == first)
        && (ofGradient || !areCopies(first));
  }

  /** Whether they are the same as something elsewhere: then they are copies of it, no units. */
  private boolean areCopies(long bits) {
    return others.stream().anyMatch(other -> other.fingerprint(false) == bits);
  }
}
