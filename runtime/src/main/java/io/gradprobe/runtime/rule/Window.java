package io.gradprobe.runtime.rule;

/** The latest values of a series; the oldest give way to new ones. */
public abstract class Window {
  /** The values; {@link #next} is the place of the oldest one once the window is full. */
  protected final double[] values;

  /** Scratch of the same length. */
  protected final double[] sorted;

  protected int size;
  protected int next;

  protected Window(int length) {
    values = new double[length];
    sorted = new double[length];
  }

  /** Adds the newest value. */
  public final void add(double value) {
    values[next] = value;
    next = (next + 1) % values.length;
    size = Math.min(size + 1, values.length);
  }

  /** Forgets all values. */
  public final void clear() {
    size = 0;
    next = 0;
  }

  /** Number of values held. */
  public final int size() {
    return size;
  }

  /** Whether as many values are held as can be. */
  public final boolean isFull() {
    return size == values.length;
  }

  /** Largest of the values; the lowest number where there is none. */
  public final double largest() {
    double largest = Double.NEGATIVE_INFINITY;
    for (int i = 0; i < size; i++) {
      largest = Math.max(largest, values[i]);
    }
    return largest;
  }
}
