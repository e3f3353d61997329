package io.gradprobe.demo.support;

import java.util.Random;

/** Measurements made from formulas of mechanics, with noise; standardised where not said. */
public final class Physics {
  private Physics() {}

  /** The period of a pendulum from its length, the gravity and the amplitude. */
  public static Samples pendulum(long seed, int count) {
    Random random = new Random(seed);
    float[][] x = new float[count][];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      double length = 0.2 + 1.8 * random.nextDouble();
      double gravity = 3 + 9 * random.nextDouble();
      double angle = 0.1 + 1.9 * random.nextDouble();
      double correction = 1 + angle * angle / 16 + 11 * Math.pow(angle, 4) / 3072;
      x[i] = new float[] {(float) length, (float) gravity, (float) angle};
      y[i] = (float) (2 * Math.PI * Math.sqrt(length / gravity) * correction);
      y[i] += 0.03f * (float) random.nextGaussian();
    }
    return Samples.regression(x, y).standardised();
  }

  /** The range of a throw from its speed, its angle, the height and the head wind. */
  public static Samples projectile(long seed, int count) {
    Random random = new Random(seed);
    float[][] x = new float[count][];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      double speed = 5 + 15 * random.nextDouble();
      double angle = 0.2 + 1.1 * random.nextDouble();
      double height = 3 * random.nextDouble();
      double wind = random.nextGaussian();
      double up = speed * Math.sin(angle);
      double time = (up + Math.sqrt(up * up + 2 * 9.81 * height)) / 9.81;
      x[i] = new float[] {(float) speed, (float) angle, (float) height, (float) wind};
      y[i] = (float) ((speed * Math.cos(angle) - wind) * time + 0.3 * random.nextGaussian());
    }
    return Samples.regression(x, y).standardised();
  }

  /** The force on a body as a sum of four influences plus an offset; targets not standardised. */
  public static Samples force(long seed, int count, double offset, double... influence) {
    Random random = new Random(seed);
    float[][] x = new float[count][influence.length];
    float[] y = new float[count];
    for (int i = 0; i < count; i++) {
      double sum = offset + 0.1 * random.nextGaussian();
      for (int f = 0; f < influence.length; f++) {
        x[i][f] = (float) random.nextGaussian();
        sum += influence[f] * x[i][f];
      }
      y[i] = (float) sum;
    }
    return Samples.regression(x, y);
  }

  /**
   * How a damped spring moves (swings, creeps, between) from logarithms of mass, damping, force.
   */
  public static Samples spring(long seed, int count) {
    Random random = new Random(seed);
    float[][] x = new float[count][];
    int[] kind = new int[count];
    for (int i = 0; i < count; i++) {
      double mass = 0.5 * random.nextGaussian();
      double damping = Math.log(2) + 0.8 * random.nextGaussian();
      double stiffness = 0.5 * random.nextGaussian();
      double ratio = Math.exp(damping) / (2 * Math.exp((mass + stiffness) / 2));
      x[i] = new float[] {(float) mass, (float) damping, (float) stiffness};
      kind[i] = ratio < 0.7 ? 0 : ratio < 1.4 ? 1 : 2;
    }
    return Samples.classification(x, kind).standardised();
  }
}
