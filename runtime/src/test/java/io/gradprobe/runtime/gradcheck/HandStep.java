package io.gradprobe.runtime.gradcheck;

/** A step whose values and gradients are arrays of a test's own. */
abstract class HandStep implements CheckedStep {
  abstract double[][] values();

  abstract double[][] gradients();

  @Override
  public int parameterCount() {
    return values().length;
  }

  @Override
  public boolean isSinglePrecision() {
    return false;
  }

  @Override
  public long elements(int parameter) {
    return values()[parameter].length;
  }

  @Override
  public double[] value(int parameter) {
    return values()[parameter].clone();
  }

  @Override
  public double[] gradient(int parameter) {
    return gradients()[parameter].clone();
  }

  @Override
  public void write(int parameter, double[] value) {
    System.arraycopy(value, 0, values()[parameter], 0, value.length);
  }

  @Override
  public double stepLoss() {
    return Double.NaN;
  }

  @Override
  public void restore() {}
}
