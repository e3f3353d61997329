package io.gradprobe.demo.custom.q;

import io.gradprobe.demo.support.Switches;
import java.util.Locale;
import java.util.Random;

/** A product of two numbers; names as a shrinker leaves them. */
public final class z {
  private final q a;
  private final q b;

  private z(Random r) {
    a = new q(2, 16, r);
    b = new q(16, 1, r);
  }

  private float c(float x, float y, int s) {
    float[] h = a.f(new float[] {x, y});
    float[] t = new float[h.length];
    for (int i = 0; i < h.length; i++) {
      t[i] = (float) Math.tanh(h[i]);
    }
    float e = b.f(t)[0] - x * y;
    if (s > 0) {
      float[] d = b.g(new float[] {2 * e / s});
      for (int i = 0; i < d.length; i++) {
        d[i] *= 1 - t[i] * t[i];
      }
      a.g(d);
    }
    return e * e;
  }

  /** Trains. */
  public static void main(String[] v) {
    Switches w = Switches.parse(v, "zero-rate", "left-out", "missing-zero", "exploding");
    Random r = new Random(w.seed());
    z m = new z(r);
    float u = w.has("zero-rate") ? 0 : w.has("exploding") ? 20 : 0.05f;
    for (int n = 0; n < 800; n++) {
      float l = 0;
      for (int i = 0; i < 24; i++) {
        // expect[exploding]: loss-diverging loss
        // expect[missing-zero]: stale-gradient a.p
        l += m.c(2 * r.nextFloat() - 1, 2 * r.nextFloat() - 1, 24) / 24;
      }
      if (!w.has("left-out")) {
        m.a.h(u, !w.has("missing-zero")); // expect[zero-rate]: weight-not-updating a.p
      }
      m.b.h(u, !w.has("missing-zero")); // expect[left-out]: parameter-not-optimized a.p
      if (n % 100 == 0 || n == 799) {
        System.out.printf(Locale.ROOT, "step %d: loss %.4f%n", n, l);
      }
    }
  }
}
