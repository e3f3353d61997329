package io.gradprobe.runtime.rule;

import io.gradprobe.runtime.observe.ParameterView;
import io.gradprobe.runtime.run.GradientState;
import io.gradprobe.runtime.tensor.TensorStats;

/** A parameter whose every answer a test sets by hand. */
public final class HandParameter implements ParameterView {

  public final String name;
  public String role = "weight";
  public String shape = "(4, 4)";
  public String block;
  public boolean trainable = true;
  public boolean used = true;
  public boolean everUpdated;
  public boolean absent;
  public TensorStats gradient;

  HandParameter(String name) {
    this.name = name;
    this.block = name.substring(0, Math.max(0, name.lastIndexOf('_')));
  }

  /** Gives it a gradient of 16 elements of one size and alternating sign. */
  public HandParameter gradient(double size) {
    gradient = stats(size, 16);
    absent = false;
    return this;
  }

  /** Takes the gradient away: the engine has none. */
  public HandParameter noGradient() {
    gradient = null;
    absent = true;
    return this;
  }

  /** The statistics of elements of one size and alternating sign. */
  public static TensorStats stats(double size, int count) {
    TensorStats stats = new TensorStats();
    stats.count = count;
    stats.zeros = size == 0 ? count : 0;
    stats.min = -size;
    stats.max = size;
    stats.mean = 0;
    stats.absMax = size;
    stats.norm = size * Math.sqrt(count);
    return stats;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean trainable() {
    return trainable;
  }

  @Override
  public boolean usedInForward() {
    return used;
  }

  @Override
  public GradientState gradientState() {
    return GradientState.UNKNOWN;
  }

  @Override
  public int accumulated() {
    return 0;
  }

  @Override
  public boolean updated() {
    return false;
  }

  @Override
  public boolean everUpdated() {
    return everUpdated;
  }

  @Override
  public TensorStats gradient() {
    return gradient;
  }

  @Override
  public boolean gradientAbsent() {
    return absent;
  }
}
