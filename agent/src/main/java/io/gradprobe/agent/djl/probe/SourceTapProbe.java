package io.gradprobe.agent.djl.probe;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;

/**
 * What the user's own code has made at a place that is tapped. Woven into the user's classes, which
 * go on with what is returned.
 */
public final class SourceTapProbe {
  private SourceTapProbe() {}

  /**
   * A result.
   *
   * @param site number of the place
   */
  public static NDArray tap(NDArray result, int site) {
    return result == null ? null : PlaceTaps.tap(result, site);
  }

  /** Several results, of which the first array of floats is tapped. */
  public static NDList tap(NDList results, int site) {
    if (results != null && results.getClass() == NDList.class) {
      for (int i = 0; i < results.size(); i++) {
        if (Readable.isFloat(results.get(i))) {
          NDArray result = results.get(i);
          NDArray tapped = PlaceTaps.tap(result, site);
          if (tapped != result) {
            results.set(i, tapped);
          }
          break;
        }
      }
    }
    return results;
  }
}
