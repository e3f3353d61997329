package io.gradprobe.demo.custom.lookalikes;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** Weights on springs come to rest; positions move by time times velocity. */
public final class Springs {
  private static final double DT = 0.01;

  private Springs() {}

  /** A weight on its spring. */
  static final class Body {
    double position;
    double velocity;
    double force;

    void update(double dt) {
      velocity += dt * force;
      position += velocity * dt;
      force = 0;
    }
  }

  /** Simulates. */
  public static void main(String[] argv) {
    Switches run = Switches.parse(argv);
    Random random = new Random(run.seed());
    Body[] bodies = new Body[20];
    for (int i = 0; i < bodies.length; i++) {
      bodies[i] = new Body();
      bodies[i].position = random.nextGaussian();
    }
    for (int step = 0; step < 2000; step++) {
      double energy = 0;
      for (int i = 0; i < bodies.length; i++) {
        double left = i == 0 ? 0 : bodies[i - 1].position;
        double stretch = bodies[i].position - left;
        bodies[i].force -= 4 * stretch + 0.3 * bodies[i].velocity;
        if (i > 0) {
          bodies[i - 1].force += 4 * stretch;
        }
        energy += 2 * stretch * stretch + 0.5 * bodies[i].velocity * bodies[i].velocity;
      }
      for (Body body : bodies) {
        body.update(DT);
      }
      if (step % 400 == 0 || step == 1999) {
        System.out.printf(Locale.ROOT, "time %.2f: energy %.4f%n", step * DT, energy);
      }
    }
  }
}
