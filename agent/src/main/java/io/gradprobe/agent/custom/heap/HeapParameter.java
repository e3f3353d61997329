package io.gradprobe.agent.custom.heap;

import io.gradprobe.runtime.tensor.ParameterAccess;
import io.gradprobe.runtime.tensor.ReadOutcome;
import io.gradprobe.runtime.tensor.TensorKernels;
import io.gradprobe.runtime.tensor.TensorStats;

/** Reads one parameter of a program's own autograd. Keeps nothing of the program alive. */
public final class HeapParameter implements ParameterAccess {
  private final Path value;
  private final Leaf valueLeaf;
  private final Path gradient;
  private final Leaf gradientLeaf;
  private final long[] shape;

  /** One sample may have the same target for all outputs of a network, but not each of several. */
  private static final int TIMES_ALIKE = 3;

  /** Along which axes the value was last found to be the same all over; by bits. */
  private int alike;

  /** The layer whose units each have such a row; null where it is none. */
  private Units units;

  /** The value's bits when all units were last found to be alike; 0 where they were not. */
  private long alikeBits;

  private boolean changedAlike;

  /** How often running all units had the same values and the same gradients. */
  private int timesAlike;

  /**
   * @param value where the numbers, or the objects that hold them, are
   * @param valueLeaf the way from such an object to its value; null where there is none
   * @param gradient the same for the gradient; null where the program stores none
   * @param gradientLeaf the same for the gradient
   * @param shape sizes by dimension
   */
  HeapParameter(Path value, Leaf valueLeaf, Path gradient, Leaf gradientLeaf, long[] shape) {
    this.value = value;
    this.valueLeaf = valueLeaf;
    this.gradient = gradient;
    this.gradientLeaf = gradientLeaf;
    this.shape = shape.clone();
  }

  /** The same with its gradient where a variable holds it. */
  HeapParameter withGradient(Root variable) {
    return new HeapParameter(value, valueLeaf, Path.of(variable), null, shape);
  }

  /** It is one row of a layer. */
  void isOneOf(Units layer) {
    units = layer;
  }

  /** Whether the program stores a gradient at all. */
  public boolean hasGradient() {
    return gradient != null;
  }

  Object holder() {
    Object at = holders();
    return at == null || valueLeaf == null || valueLeaf.isNumber() ? at : valueLeaf.holder(at);
  }

  private Object holders() {
    return value.get();
  }

  private Object gradients() {
    return gradient == null ? null : gradient.get();
  }

  private Elements valueElements() {
    return Elements.of(holders(), valueLeaf);
  }

  private Elements gradientElements() {
    return Elements.of(gradients(), gradientLeaf);
  }

  private Elements either(boolean ofGradient) {
    return ofGradient ? gradientElements() : valueElements();
  }

  /** Copies the values; null where they can't be read. */
  public double[] values() {
    return copy(valueElements());
  }

  /**
   * Copies the gradient; null where there is none, or a variable holds it: what that holds is only
   * seen later.
   */
  public double[] gradientValues() {
    boolean inVariable =
        gradient != null && gradient.root() != value.root() && !gradient.root().isField();
    return gradient == null || inVariable ? null : copy(gradientElements());
  }

  private static double[] copy(Elements elements) {
    return elements == null ? null : elements.copy();
  }

  /** Writes the values, as long as a check of gradients lasts. */
  public void write(double[] values) throws IllegalAccessException {
    Numbers.write(holders(), valueLeaf, values);
  }

  @Override
  public ReadOutcome readGradient(TensorStats into) {
    if (gradient == null || released()) {
      return ReadOutcome.UNREADABLE;
    }
    Elements elements = gradientElements();
    if (elements == null) {
      return ReadOutcome.ABSENT;
    }
    TensorKernels.stats(elements.buffer(), elements.type(), into);
    return ReadOutcome.READ;
  }

  @Override
  public double gradientSquares() {
    return gradient == null ? -1 : Squares.of(gradients(), gradientLeaf);
  }

  @Override
  public ReadOutcome readValue(TensorStats into) {
    Elements elements = valueElements();
    if (elements == null) {
      return ReadOutcome.UNREADABLE;
    }
    TensorKernels.stats(elements.buffer(), elements.type(), into);
    return ReadOutcome.READ;
  }

  @Override
  public int sampleValue(double[] into) {
    return sample(valueElements(), into);
  }

  @Override
  public int sampleGradient(double[] into) {
    return sample(gradientElements(), into);
  }

  private static int sample(Elements elements, double[] into) {
    return elements == null ? 0 : TensorKernels.sample(elements.buffer(), elements.type(), into);
  }

  /**
   * Programs lay matrices out both ways: units may be columns too. Both value and gradient must be
   * alike along the same axis.
   */
  @Override
  public boolean rowsEqual(boolean ofGradient) {
    return units != null && shape.length < 2 ? unitsEqual(ofGradient) : axesEqual(ofGradient);
  }

  /**
   * Where no gradient is stored, units show that they have the same one by being changed and still
   * alike.
   */
  private boolean unitsEqual(boolean ofGradient) {
    if (ofGradient) {
      boolean proven = hasGradient() ? gradientSquares() > 0 && units.areEqual(true) : changedAlike;
      timesAlike = proven ? timesAlike + 1 : 0;
      return timesAlike >= TIMES_ALIKE;
    }
    long before = alikeBits;
    alikeBits = units.areEqual(false) ? fingerprint() : 0;
    changedAlike = before != 0 && alikeBits != 0 && before != alikeBits;
    if (alikeBits == 0) {
      timesAlike = 0;
    }
    return alikeBits != 0;
  }

  private boolean axesEqual(boolean ofGradient) {
    Elements elements = shape.length < 2 ? null : either(ofGradient);
    int axes = elements == null ? 0 : Symmetry.axes(elements.buffer(), elements.type(), shape);
    if (!ofGradient) {
      alike = axes;
      return axes != 0;
    }
    // A gradient that is zero all over is alike, and tells nothing.
    return (axes & alike) != 0 && gradientSquares() != 0;
  }

  @Override
  public boolean histogram(boolean ofGradient, double min, double max, long[] counts) {
    Elements elements = either(ofGradient);
    if (elements == null) {
      return false;
    }
    TensorKernels.histogram(elements.buffer(), elements.type(), min, max, counts);
    return true;
  }

  @Override
  public long fingerprint() {
    return fingerprint(false);
  }

  long fingerprint(boolean ofGradient) {
    Elements elements = either(ofGradient);
    return elements == null ? 0 : TensorKernels.fingerprint(elements.buffer());
  }

  @Override
  public boolean trainable() {
    return true;
  }

  /**
   * Does nothing: what is the program's own is only ever read. A step of it can't be left out
   * either, so nobody has a use for it.
   */
  @Override
  public void clearGradient() {}

  @Override
  public boolean released() {
    return value.root().get() == null;
  }
}
