package io.gradprobe.runtime.tensor;

/**
 * The statistics of one tensor, all from one pass over its elements. An instance is filled anew for
 * each tensor; whoever wants to keep it takes a {@link #copy()}.
 *
 * <p>Minimum, maximum, mean, norm and absolute maximum are taken over the finite elements; where
 * there is none, they are NaN (the norm is 0).
 */
public final class TensorStats {
  /** Elements in the tensor. */
  public long count;

  /** Elements that are NaN or infinite. */
  public long nonFinite;

  /** Elements that are exactly zero. */
  public long zeros;

  /** Smallest finite element. */
  public double min;

  /** Largest finite element. */
  public double max;

  /** Mean of the finite elements. */
  public double mean;

  /** Euclidean (L2) norm of the finite elements. */
  public double norm;

  /** Largest absolute value of the finite elements. */
  public double absMax;

  /** Index of the first non-finite element in memory order; -1 where all are finite. */
  public long firstNonFinite;

  /**
   * Whether minimum, maximum, mean and absolute maximum are asked for too: of single precision they
   * are left out, and NaN, where not. Stays as it is from tensor to tensor.
   */
  public boolean withRange = true;

  /** Makes the statistics of an empty tensor. */
  public TensorStats() {
    clear();
  }

  /** Back to the statistics of an empty tensor. */
  public void clear() {
    count = 0;
    nonFinite = 0;
    zeros = 0;
    min = Double.NaN;
    max = Double.NaN;
    mean = Double.NaN;
    norm = 0;
    absMax = Double.NaN;
    firstNonFinite = -1;
  }

  /** An independent copy. */
  public TensorStats copy() {
    TensorStats other = new TensorStats();
    other.count = count;
    other.nonFinite = nonFinite;
    other.zeros = zeros;
    other.min = min;
    other.max = max;
    other.mean = mean;
    other.norm = norm;
    other.absMax = absMax;
    other.firstNonFinite = firstNonFinite;
    other.withRange = withRange;
    return other;
  }

  /** Root mean square of the finite elements; 0 where there is none. */
  public double rms() {
    long finite = count - nonFinite;
    return finite <= 0 ? 0 : norm / Math.sqrt(finite);
  }

  /** Share of elements that are exactly zero, from 0 to 1; 0 for an empty tensor. */
  public double zeroFraction() {
    return count == 0 ? 0 : (double) zeros / count;
  }

  /** Whether every element is exactly zero. An empty tensor is. */
  public boolean allZero() {
    return zeros == count;
  }

  /** Whether every element is finite. */
  public boolean allFinite() {
    return nonFinite == 0;
  }
}
