package io.gradprobe.runtime.rule.data;

/** Wilson's interval of a share, at 95 %. */
final class Wilson {

  private static final double Z = 1.96;

  private Wilson() {}

  /** The share's lower bound; 0 where nothing was counted. */
  static double lower(double hits, double count) {
    return count <= 0 ? 0 : Math.max(0, bound(hits / count, count, -1));
  }

  /** The share's upper bound; 1 where nothing was counted. */
  static double upper(double hits, double count) {
    return count <= 0 ? 1 : Math.min(1, bound(hits / count, count, 1));
  }

  private static double bound(double share, double count, int side) {
    double squared = Z * Z;
    double spread = Z * Math.sqrt(share * (1 - share) / count + squared / (4 * count * count));
    return (share + squared / (2 * count) + side * spread) / (1 + squared / count);
  }
}
